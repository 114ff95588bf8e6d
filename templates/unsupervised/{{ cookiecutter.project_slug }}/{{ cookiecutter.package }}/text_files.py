{% include "shared/package/text_files.py" %}
