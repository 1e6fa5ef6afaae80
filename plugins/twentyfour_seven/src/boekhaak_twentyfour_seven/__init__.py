"""24SevenOffice for boekhaak. Start with :mod:`boekhaak_twentyfour_seven.plugin`; FACTS.md says where each fact comes from."""
