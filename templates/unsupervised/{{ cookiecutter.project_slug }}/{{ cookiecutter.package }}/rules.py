{% include "shared/package/rules.py" %}
