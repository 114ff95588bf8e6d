{% include "shared/package/dataset.py" %}
