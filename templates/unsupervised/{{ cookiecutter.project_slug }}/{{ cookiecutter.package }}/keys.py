{% include "shared/package/keys.py" %}
