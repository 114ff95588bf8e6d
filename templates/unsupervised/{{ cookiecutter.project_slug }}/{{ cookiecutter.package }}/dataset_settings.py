{% include "shared/package/dataset_settings.py" %}
