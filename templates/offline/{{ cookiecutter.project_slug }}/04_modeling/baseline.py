{% include "shared/phases/baseline.py" %}
