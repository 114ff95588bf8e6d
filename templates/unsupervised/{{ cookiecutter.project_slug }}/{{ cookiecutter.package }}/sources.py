{% include "shared/package/sources.py" %}
