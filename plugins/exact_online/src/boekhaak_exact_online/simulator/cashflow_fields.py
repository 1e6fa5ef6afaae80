"""The fields of what is to be received and to be paid. Source: FACTS.md#open-items; the order is the reference's."""

from __future__ import annotations

from boekhaak_exact_online.simulator.fields import read_fields

RECEIVABLE = read_fields("""
    ID:guid Account:guid AccountBankAccountID:guid AccountBankAccountNumber AccountCode AccountContact:guid
    AccountContactName AccountCountry AccountName AmountDC:dbl AmountDiscountDC:dbl AmountDiscountFC:dbl AmountFC:dbl
    BankAccountID:guid BankAccountNumber CashflowTransactionBatchCode Created:dt Creator:guid CreatorFullName Currency
    Description DirectDebitMandate:guid DirectDebitMandateDescription DirectDebitMandatePaymentType:i16
    DirectDebitMandateReference DirectDebitMandateType:i16 DiscountDueDate:dt Division:i32 Document:guid
    DocumentNumber:i32 DocumentSubject DueDate:dt EndDate:dt EndPeriod:i16 EndToEndID EndYear:i16 EntryDate:dt
    EntryID:guid EntryNumber:i32 GLAccount:guid GLAccountCode GLAccountDescription InvoiceDate:dt InvoiceNumber:i32
    IsBatchBooking:byte IsFullyPaid:bool Journal JournalDescription LastPaymentDate:dt Modified:dt Modifier:guid
    ModifierFullName OrderNumber:i32 PaymentCondition PaymentConditionDescription PaymentDays:i32
    PaymentDaysDiscount:i32 PaymentDiscountPercentage:dbl PaymentInformationID PaymentMethod PaymentReference RateFC:dbl
    ReceivableBatchNumber:i32 ReceivableSelected:dt ReceivableSelector:guid ReceivableSelectorFullName Source:i32
    Status:i16 TransactionAmountDC:dbl TransactionAmountFC:dbl TransactionDueDate:dt TransactionEntryID:guid
    TransactionID:guid TransactionIsReversal:bool TransactionReportingPeriod:i16 TransactionReportingYear:i16
    TransactionStatus:i16 TransactionType:i32 YourRef
""")

PAYMENT = read_fields("""
    ID:guid Account:guid AccountBankAccountID:guid AccountBankAccountNumber AccountCode AccountContact:guid
    AccountContactName AccountName AmountDC:dbl AmountDiscountDC:dbl AmountDiscountFC:dbl AmountFC:dbl
    BankAccountID:guid BankAccountNumber CashflowTransactionBatchCode Created:dt Creator:guid CreatorFullName Currency
    Description DiscountDueDate:dt Division:i32 Document:guid DocumentNumber:i32 DocumentSubject DueDate:dt EndDate:dt
    EndPeriod:i16 EndYear:i16 EntryDate:dt EntryID:guid EntryNumber:i32 GLAccount:guid GLAccountCode
    GLAccountDescription InvoiceDate:dt InvoiceNumber:i32 IsBatchBooking:byte Journal JournalDescription Modified:dt
    Modifier:guid ModifierFullName PaymentBatchNumber:i32 PaymentCondition PaymentConditionDescription PaymentDays:i32
    PaymentDaysDiscount:i32 PaymentDiscountPercentage:dbl PaymentMethod PaymentReference PaymentSelected:dt
    PaymentSelector:guid PaymentSelectorFullName RateFC:dbl Source:i32 Status:i16 TransactionAmountDC:dbl
    TransactionAmountFC:dbl TransactionDueDate:dt TransactionEntryID:guid TransactionID:guid TransactionIsReversal:bool
    TransactionReportingPeriod:i16 TransactionReportingYear:i16 TransactionStatus:i16 TransactionType:i32 YourRef
""")

PAYMENT_TERM = read_fields("""
    Timestamp:i64 Account:guid AccountBankAccountID:guid AccountBankAccountNumber AccountCode AccountContact:guid
    AccountContactName AccountCountry AccountName AmountDC:dbl AmountDiscountDC:dbl AmountDiscountFC:dbl AmountFC:dbl
    ApprovalStatus:i16 BankAccountID:guid BankAccountNumber CashflowTransactionBatchCode Created:dt Creator:guid
    CreatorFullName Currency Description DirectDebitMandate:guid DirectDebitMandateDescription
    DirectDebitMandatePaymentType:i16 DirectDebitMandateReference DirectDebitMandateType:i16 DiscountDueDate:dt
    Division:i32 Document:guid DocumentNumber:i32 DocumentSubject DueDate:dt EndDate:dt EndPeriod:i16 EndToEndID
    EndYear:i16 EntryDate:dt EntryID:guid EntryNumber:i32 GLAccount:guid GLAccountCode GLAccountDescription ID:guid
    InvoiceDate:dt InvoiceNumber:i32 IsBatchBooking:byte IsFullyPaid:bool Journal JournalDescription LastPaymentDate:dt
    LineType:i16 Modified:dt Modifier:guid ModifierFullName OrderNumber:i32 PaymentBatchNumber:i32 PaymentCondition
    PaymentConditionDescription PaymentDays:i32 PaymentDaysDiscount:i32 PaymentDiscountPercentage:dbl
    PaymentInformationID PaymentMethod PaymentReference PaymentSelected:dt PaymentSelector:guid PaymentSelectorFullName
    RateFC:dbl ReceivableBatchNumber:i32 ReceivableSelected:dt ReceivableSelector:guid ReceivableSelectorFullName
    Source:i32 Status:i16 TransactionAmountDC:dbl TransactionAmountFC:dbl TransactionDueDate:dt TransactionEntryID:guid
    TransactionID:guid TransactionIsReversal:bool TransactionReportingPeriod:i16 TransactionReportingYear:i16
    TransactionStatus:i16 TransactionType:i32 YourRef
""")
