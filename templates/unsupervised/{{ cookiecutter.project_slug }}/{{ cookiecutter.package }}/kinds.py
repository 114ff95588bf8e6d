{% include "shared/package/kinds.py" %}
