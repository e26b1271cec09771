"""Quotes, balances and an audit by the vendor's sheet, which comes with the package."""

from pricesheet import PriceSheet, PriceSheetError, audit

sheet = PriceSheet.embedded()

print(sheet.quote("search-employees", quantities={"search": 1, "status": 4, "results": 120}))

print("balance 500 covers", sheet.afford("search-employees", quantities={"search": 1}, most="results", balance=500).count)

for usage in (
    {"endpoint": "search-employee"},
    {"endpoint": "search-employees", "quantities": {"results": 0.5}},
):
    try:
        sheet.price(usage)
    except PriceSheetError as error:
        print(f"{error.code}: {error}")

charged = [
    {"endpoint": "get-personal-profile", "options": ["skills"], "charged": 1},
    {"endpoint": "get-personal-profile", "options": ["skills"], "charged": "1.5"},
    {"endpoint": "search-employees", "quantities": {"search": 1, "results": 120}, "charged": 60},
]
print()
print(audit(sheet, charged))
