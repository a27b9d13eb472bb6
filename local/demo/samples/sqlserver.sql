-- The demo's customers and invoices for SQL Server 2016 or later and Azure SQL, to load into a database of your own:
--   sqlcmd -S server -d database -I -i local/demo/samples/sqlserver.sql
-- The command texts [demo].[Northwind_Customers_Pull] and [demo].[Northwind_Credit_Save] of Interject's documentation
-- work as they are, with "routines": ["demo.Northwind_*"] on the connection. Every caller sees all rows:
-- docs/databases.md says how to show each client its own.
CREATE SCHEMA demo;
GO
CREATE TABLE demo.Northwind_Customers (
  customer_id nvarchar(5) PRIMARY KEY,
  company_name nvarchar(40) NOT NULL,
  contact_name nvarchar(30) NOT NULL,
  contact_title nvarchar(30) NOT NULL,
  address nvarchar(60) NOT NULL,
  city nvarchar(15) NOT NULL,
  region nvarchar(15),
  postal_code nvarchar(10) NOT NULL,
  country nvarchar(15) NOT NULL,
  phone nvarchar(24) NOT NULL,
  credit_limit decimal(12, 2) NOT NULL DEFAULT 5000,
  account_freeze nvarchar(100) NOT NULL DEFAULT N'',
  account_notes nvarchar(1000) NOT NULL DEFAULT N''
);
CREATE TABLE demo.Northwind_Invoices (
  invoice_id int PRIMARY KEY,
  customer_id nvarchar(5) NOT NULL REFERENCES demo.Northwind_Customers,
  invoice_date date NOT NULL,
  invoice_total decimal(12, 2) NOT NULL,
  is_paid bit NOT NULL
);
GO
INSERT INTO demo.Northwind_Customers
  (customer_id, company_name, contact_name, contact_title, address, city, region, postal_code, country, phone)
VALUES
    (N'ALDER', N'Alderwood Market Hall', N'Ines Kowal', N'Owner', N'4 Mill Lane', N'Leeds', NULL, N'LS1 4DY', N'UK', N'0113 555 0101'),
    (N'BRAMB', N'Bramble & Sons', N'Tom Achterberg', N'Buyer', N'Kade 12', N'Utrecht', NULL, N'3511 AB', N'Netherlands', N'030 555 0102'),
    (N'CORAL', N'Coral Bay Foods', N'Lucia Duarte', N'Sales Manager', N'Rua do Sol 8', N'Porto', NULL, N'4000-001', N'Portugal', N'022 555 0103'),
    (N'DUNES', N'Dunes Market', N'Pieter Maas', N'Owner', N'Strandweg 3', N'Den Haag', NULL, N'2586 JK', N'Netherlands', N'070 555 0104'),
    (N'ELMER', N'Elmer''s Pantry', N'Rosa Elmer', N'Accounting Manager', N'19 Oak Street', N'Boise', N'ID', N'83702', N'USA', N'208 555 0105'),
    (N'FJORD', N'Fjord Provisions', N'Nils Aune', N'Buyer', N'Havnegata 2', N'Bergen', NULL, N'5003', N'Norway', N'055 555 0106'),
    (N'GROVE', N'Grove Street Market', N'Dana Reyes', N'Sales Representative', N'77 Grove Street', N'Portland', N'OR', N'97205', N'USA', N'503 555 0107'),
    (N'HILLT', N'Hilltop Grocers', N'Sean Byrne', N'Owner', N'1 Patrick Hill', N'Cork', NULL, N'T23 X0P4', N'Ireland', N'021 555 0108'),
    (N'ISLAN', N'Island Spice Trading', N'Mara Okafor', N'Marketing Manager', N'9 Harbour Row', N'Bristol', NULL, N'BS1 5TY', N'UK', N'0117 555 0109'),
    (N'JUNIP', N'Juniper Market', N'Eva Lind', N'Buyer', N'Storgatan 40', N'Lund', NULL, N'222 23', N'Sweden', N'046 555 0110'),
    (N'KESTR', N'Kestrel Kitchens', N'Jan Novak', N'Accounting Manager', N'Dlouha 5', N'Prague', NULL, N'110 00', N'Czechia', N'02 555 0111'),
    (N'LARKS', N'Larkspur Deli', N'Amy Chen', N'Owner', N'300 Pine Avenue', N'Seattle', N'WA', N'98101', N'USA', N'206 555 0112');

-- The last customer has no invoice; of four invoices one is paid.
WITH numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 60),
customers AS (SELECT customer_id, row_number() OVER (ORDER BY customer_id) AS place FROM demo.Northwind_Customers)
INSERT INTO demo.Northwind_Invoices (invoice_id, customer_id, invoice_date, invoice_total, is_paid)
SELECT 10000 + n, customer_id, dateadd(day, -(n * 17 % 120), '2026-06-30'), 100 + n * 137 % 900,
  CASE WHEN n % 4 = 0 THEN 1 ELSE 0 END
FROM numbers
JOIN customers ON place = 1 + n % 11;
GO
-- ReportRange: customers, what they owe by the age of the invoice, and their credit; IsPaid where nothing is open.
CREATE PROCEDURE demo.Northwind_Customers_Pull
  @CompanyName nvarchar(100) = N'', @ContactName nvarchar(100) = N'', @CustomerID nvarchar(100) = N''
AS
SET NOCOUNT ON;
SELECT
  c.customer_id AS [CustomerID], c.company_name AS [CompanyName], c.contact_name AS [ContactName],
  c.contact_title AS [ContactTitle], c.address AS [Address], c.city AS [City], c.region AS [Region],
  c.postal_code AS [PostalCode], c.country AS [Country], c.phone AS [Phone],
  coalesce(i.[Current], 0) AS [Current], coalesce(i.[30Days], 0) AS [30Days],
  coalesce(i.[60Days], 0) AS [60Days], coalesce(i.[90Days], 0) AS [90Days],
  CAST(CASE WHEN i.customer_id IS NULL THEN 1 ELSE 0 END AS bit) AS [IsPaid],
  coalesce(i.invoice_total, 0) AS [InvoiceTotal],
  c.credit_limit AS [CreditLimit], c.account_freeze AS [AccountFreeze], c.account_notes AS [AccountNotes]
FROM demo.Northwind_Customers AS c
LEFT JOIN (
  SELECT o.customer_id,
    sum(CASE WHEN o.days < 30 THEN o.invoice_total ELSE 0 END) AS [Current],
    sum(CASE WHEN o.days BETWEEN 30 AND 59 THEN o.invoice_total ELSE 0 END) AS [30Days],
    sum(CASE WHEN o.days BETWEEN 60 AND 89 THEN o.invoice_total ELSE 0 END) AS [60Days],
    sum(CASE WHEN o.days >= 90 THEN o.invoice_total ELSE 0 END) AS [90Days],
    sum(o.invoice_total) AS invoice_total
  FROM (
    SELECT customer_id, invoice_total, datediff(day, invoice_date, '2026-06-30') AS days
    FROM demo.Northwind_Invoices
    WHERE is_paid = 0
  ) AS o
  GROUP BY o.customer_id
) AS i ON i.customer_id = c.customer_id
WHERE (coalesce(@CompanyName, N'') = N'' OR c.company_name LIKE N'%' + @CompanyName + N'%')
  AND (coalesce(@ContactName, N'') = N'' OR c.contact_name LIKE N'%' + @ContactName + N'%')
  AND (coalesce(@CustomerID, N'') = N'' OR c.customer_id = @CustomerID)
ORDER BY c.company_name;
GO
-- ReportSave in one call: the columns CustomerID, CreditLimit, AccountFreeze, AccountNotes; a message for each row.
-- A text that is too long is an error, so that it is not cut off without a word.
CREATE PROCEDURE demo.Northwind_Credit_Save
  @Interject_DataToSave nvarchar(max)
AS
SET NOCOUNT ON;
DECLARE @sent TABLE (
  place int IDENTITY PRIMARY KEY, sheet_row nvarchar(20), customer_id nvarchar(5), credit_limit decimal(12, 2),
  account_freeze nvarchar(max), account_notes nvarchar(max), problem nvarchar(100)
);
INSERT INTO @sent (sheet_row, customer_id, credit_limit, account_freeze, account_notes, problem)
SELECT r.[Row], c.customer_id, try_convert(decimal(12, 2), r.CreditLimit), r.AccountFreeze, r.AccountNotes,
  CASE
    WHEN c.customer_id IS NULL THEN N'There is no such customer.'
    WHEN coalesce(try_convert(decimal(12, 2), r.CreditLimit), -1) NOT BETWEEN 0 AND 9999999
      THEN N'The credit limit must be a number from 0 to 9999999.'
  END
FROM openjson(@Interject_DataToSave) AS one
CROSS APPLY openjson(one.value) WITH (
  [Row] nvarchar(20), CustomerID nvarchar(max), CreditLimit nvarchar(max), AccountFreeze nvarchar(max), AccountNotes nvarchar(max)
) AS r
LEFT JOIN demo.Northwind_Customers AS c ON c.customer_id = r.CustomerID
ORDER BY CAST(one.[key] AS int);

UPDATE c
SET credit_limit = s.credit_limit, account_freeze = coalesce(s.account_freeze, N''),
  account_notes = coalesce(s.account_notes, N'')
FROM demo.Northwind_Customers AS c
JOIN @sent AS s ON s.customer_id = c.customer_id
WHERE s.problem IS NULL;

SELECT sheet_row AS [Row], coalesce(N'Not saved: ' + problem, N'Saved.') AS [MessageToUser]
FROM @sent
ORDER BY place;
GO
