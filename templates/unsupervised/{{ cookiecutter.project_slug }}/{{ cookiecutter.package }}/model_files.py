{% include "shared/package/model_files.py" %}
