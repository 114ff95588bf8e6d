{% include "shared/package/raw_data.py" %}
