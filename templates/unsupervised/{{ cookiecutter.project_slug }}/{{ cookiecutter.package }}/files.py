{% include "shared/package/files.py" %}
