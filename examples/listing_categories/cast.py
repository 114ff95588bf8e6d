"""Who plays: six people, and the roles that they have."""

PEOPLE = {
    "Ana": "Ana Roy <ana@example.com>",
    "Bo": "Bo Lind <bo@example.com>",
    "Cy": "Cy Dahl <cy@example.com>",
    "Dee": "Dee Okoro <dee@example.com>",
    "Eve": "Eve Marsh <eve@example.com>",
    "Fay": "Fay Tanaka <fay@example.com>",
}
ROLES = {
    "Ana": "product_manager",
    "Bo": "data_scientist",
    "Cy": "data_analyst",
    "Dee": "data_engineer",
    "Eve": "machine_learning_engineer",
    "Fay": "site_reliability_engineer",
}
