{% include "shared/package/corrections.py" %}
