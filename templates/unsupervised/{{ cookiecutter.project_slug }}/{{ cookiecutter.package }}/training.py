{% include "shared/package/training.py" %}
