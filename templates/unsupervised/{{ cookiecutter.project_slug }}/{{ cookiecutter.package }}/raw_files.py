{% include "shared/package/raw_files.py" %}
