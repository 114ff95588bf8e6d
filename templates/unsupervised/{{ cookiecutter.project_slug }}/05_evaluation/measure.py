{% include "shared/phases/measure.py" %}
