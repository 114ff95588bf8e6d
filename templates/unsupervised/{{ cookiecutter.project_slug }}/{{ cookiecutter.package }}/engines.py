{% include "shared/package/engines.py" %}
