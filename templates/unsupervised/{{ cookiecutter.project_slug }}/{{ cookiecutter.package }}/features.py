{% include "shared/package/features.py" %}
