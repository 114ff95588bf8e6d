{% include "shared/package/forecasts.py" %}
