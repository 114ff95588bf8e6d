{% include "shared/package/storage.py" %}
