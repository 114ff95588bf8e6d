{% include "shared/package/labels.py" %}
