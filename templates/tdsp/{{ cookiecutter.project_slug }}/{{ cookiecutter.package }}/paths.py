{% include "shared/package/paths.py" %}
