{% include "shared/package/split.py" %}
