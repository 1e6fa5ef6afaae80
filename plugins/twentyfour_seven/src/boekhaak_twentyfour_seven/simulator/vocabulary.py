"""The elements of the vendor's types in the order of its published schemas (see :mod:`.shapes` for the notation).

Elements that this simulator never fills are named where they take part in an order that matters.
Source: FACTS.md#values.
"""

from __future__ import annotations

SHAPES = {
    "Identity": (
        "Id guid!,User User,Client Client,IsCurrent bool!,IsDefault bool!,IsProtected bool!,Servers Server[],"
        "IsDisabled bool=false"
    ),
    "User": "ContactId int,Id guid,Name string,EmployeeId int",
    "Client": "Id long!,Name string",
    "Server": "Id int!,Type int!",
    "AccountData": "AccountId int=0,AccountNo short=0,AccountName string,AccountTax int=0,TaxNo int=0",
    "TaxCodeElement": "TaxId int!,TaxNo string,TaxName string,TaxRate decimal!,AccountNo short~",
    "TypeData": "TypeId int!,Title string,EntrySeriesId int!,TypeNo int!",
    "TransactionType": "Turnover bool!,Title string,No int!,Id int!",
    "Dimension": "Type string=None,Name string,Value string,Percent decimal,TypeId int",
    "FiscalYear": "Id guid!,StartingDate dateTime!,EndingDate dateTime!,IsLocked bool!",
    "Transaction": (
        "Date dateTime,AccountNo short,Currency string,CurrencyRate decimal,CurrencyUnit short,Amount decimal,StampNo int,"
        "Period byte=0,TransactionTypeId int,Comment string,TransactionNo int,VatCode short,Id guid,LinkId int,"
        "InvoiceNo string,SequenceNo short,SystemType string=Miscellaneous,DueDate dateTime,Dimensions Dimension[],"
        "RegistrationDate dateTime,DateChanged dateTime,Hidden bool!,Open bool!,OCR string,VatDividend decimal,"
        "HasVatDividend bool!,PeriodDate date"
    ),
    "AggregatedData": (
        "IncomingBalance decimal!,TotalBalance decimal!,Periods KeyValuePair[],Dimension Dimension,AccountNo short"
    ),
    "KeyValuePair": "Key string,Value string",
    "Address": (
        "Street string,State string,PostalCode string,PostalArea string,Name string,City string,Country string"
    ),
    "Addresses": "Post Address,Delivery Address,Visit Address,Invoice Address",
    "EmailAddress": "Description string,Name string,Value string",
    "EmailAddresses": (
        "Home EmailAddress,Invoice EmailAddress,Primary EmailAddress,Work EmailAddress,Alternative EmailAddress"
    ),
    "PhoneNumber": "Description string,Value string",
    "PhoneNumbers": "Home PhoneNumber,Fax PhoneNumber,Mobile PhoneNumber,Primary PhoneNumber,Work PhoneNumber",
    "ClientInformation": (
        "AddressList Addresses,Country string,EmailAddressList EmailAddresses,IsUsingFactoring bool!,Name string,"
        "PhoneNumberList PhoneNumbers,ReminderDays int!,ReminderDays2 int!,ReminderDays3 int!,UserId long!,"
        "BankAccount string,IBAN string,OrganizationNumber string,Swift string,ResellerId long,ResellerName string,"
        "DefaultCurrency string"
    ),
    "Department": "Id int!,Name string,Addresses Addresses,Phone string,Fax string,Email string",
    "Currency": "Symbol string,Id int!,Rate decimal!,Unit int!",
    "VatType": "No int!,Name string,Rate decimal!",
    "APIException": "Type string,Message string,StackTrace string",
    "Company": (
        "APIException APIException,Id int,ExternalId string,OrganizationNumber string,Name string,FirstName string,"
        "NickName string,Addresses Addresses,PhoneNumbers PhoneNumbers,EmailAddresses EmailAddresses,Url string,"
        "Country string,Note string,InvoiceLanguage string,Type string=None,Username string,Password string,"
        "IncorporationDate dateTime,DateCreated dateTime,Status int,PriceList int,Owner int,BankAccountNo string,"
        "BankAccountType string,BankAccountCountry string,BankAccountBic string,TermsOfDeliveryId int,"
        "AccountDebit short=0,AccountCredit short=0,Discount decimal=0.0,TypeGroup int,ShareCapital decimal,"
        "NumberOfEmployees int,Turnover decimal,Profit decimal,IndustryId int,MemberNo int,DateChanged dateTime,"
        "BlockInvoice bool=false,Relations string[],Maps string[],DistributionMethod string=Unchanged,"
        "CurrencyId string=LOCAL,PaymentTime short,GlnNumber string,Factoring bool~,LedgerCustomerAccount short,"
        "LedgerSupplierAccount short,VatNumber string,Private bool~,ExplicitlySpecifyNewCompanyId bool~"
    ),
    "SyncCompany": "CompanyId int,ExternalId string,DateChanged dateTime,DateRegistered dateTime!,Active bool!",
    "PageOfSyncCompany": ("CurrentPage long!,TotalPages long!,TotalItems long!,ItemsPerPage long!,Items SyncCompany[]"),
    "InvoiceCurrency": "Rate decimal=1,Unit short=1,Symbol string",
    "InvoiceOrder": (
        "OrderId int,CustomerId int,CustomerName string,CustomerDeliveryName string,CustomerDeliveryPhone string,"
        "Addresses Addresses,OrderStatus string=Web,InvoiceId int,DateOrdered dateTime,DateInvoiced dateTime,"
        "DateChanged dateTime,PaymentTime int,CustomerReferenceNo string,ProjectId int,OurReference int,"
        "IncludeVAT bool!~,YourReference string,OrderTotalIncVat decimal,OrderTotalVat decimal,InvoiceTitle string,"
        "InvoiceText string,Paid dateTime,OCR string,CustomerOrgNo string,Currency InvoiceCurrency,"
        "PaymentMethodId int,PaymentAmount decimal,ProductionManagerId int,SalesOpportunityId int,TypeOfSaleId int,"
        "Distributor string=Default,DistributionMethod string=Unchanged,DepartmentId int,ExternalStatus int,"
        "InvoiceEmailAddress string,InvoiceRows InvoiceRow[],APIException APIException,ProductionNumber string,"
        "DeliveryDate dateTime,ReferenceInvoiceId int,ReferenceOrderId int,ReferenceNumber string,"
        "SkipStock bool=false,AccrualDate dateTime,AccrualLength int,RoundFactor decimal,InvoiceTemplateId guid,"
        "VippsNumber string,DeliveryMethod DeliveryMethod,DeliveryAlternative string,SendToFactoring bool~,"
        "Commission decimal,UserDefinedDimensions UserDefinedDimension[],GLNNumber string,CustomerDeliveryId int"
    ),
    "InvoiceRow": (
        "ProductId int,RowId int,VatRate decimal,Price decimal,Name string,DiscountRate decimal,Quantity decimal,"
        "QuantityDelivered decimal,QuantityOrdered decimal,QuantityRest decimal,Cost decimal,ChangeState string=None,"
        "TypeGroupId int,SequenceNumber short,Hidden bool=false,Type string=Normal,InPrice decimal,"
        "AccrualDate dateTime,AccrualLength int,AccountProject bool~,ProjectId int,DepartmentId int,ProductNo string,"
        "TaxSettings TaxSettings,UserDefinedDimensions UserDefinedDimension[],SerialNumber string"
    ),
    "DeliveryMethod": "Id int,Description string",
    "TaxSettings": "TaxAccount int,TaxCode int,TaxRate decimal",
    "UserDefinedDimension": "TypeId int,Name string,Value string",
    "ProjectShort": "Id int!,Name string",
    "Project": (
        "Id int,Enabled bool=false,Name string,RawName string,NameDisplay string!,QuickListed bool=true,"
        "DateChanged dateTime,DateStart dateTime,DateStop dateTime,DateRegistered dateTime,CustomerId int,"
        "CustomerName string,TimeReg string!"
    ),
    "PersonItem": (
        "Comment string,Country string,CustomerId int,DateRegistered dateTime,DateChanged dateTime,"
        "EmailAddresses EmailAddress:PersonEmail[],FirstName string,Gender string=NoChange,Id long=0,LastName string,"
        "EmployeeId int~"
    ),
    "PersonEmail": "Description string,Type string!,Value string",
    "Product": (
        "CashPriceIncTax double,WebPrice decimal,SupplierId int,Id int,Name string,TaxRate decimal,Stock decimal,"
        "StatusId int,CategoryId int,PriceGroupID int,InPrice decimal,Description string,DescriptionLong string,"
        "Cost decimal,EAN1 string,Price decimal,No string,DateChanged dateTime,APIException APIException,"
        "Weight decimal,MinimumStock decimal,OrderProposal decimal,StockLocation string,SupplierProductCode string,"
        "SupplierProductName string,Web bool~,ProductCode string,StockControlled bool~,NewOffer bool~,"
        "NewProduct bool~"
    ),
    "ImageFile": (
        "Id int!,Type string!,StampNo int!,StampMeta KeyValuePair[],FrameInfo ImageFrameInfo[],ContactId int[]"
    ),
    "ImageFrameInfo": "Id int!,Uri string,StampNo int!,MetaData KeyValuePair[],Status int!",
}
"""Each shape by its name here; where two services have a type of one name, ours says which."""
