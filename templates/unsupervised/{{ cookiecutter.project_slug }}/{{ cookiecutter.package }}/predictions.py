{% include "shared/package/predictions.py" %}
