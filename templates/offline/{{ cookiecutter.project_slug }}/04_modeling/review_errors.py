{% include "shared/phases/review_errors.py" %}
