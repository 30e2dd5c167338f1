-- One database for many tenants, held apart by a setting: what an application server does that owns its tables.
-- provider: custom
-- finds: RLS005 policy "tenant_isolation" on public.invoices
-- finds: RLS006 policy "tenant_isolation" on public.payments
-- finds: RLS007 policy "tenant_isolation" on public.payments
-- finds: RLS009 policy "tenant_isolation" on public.payments
-- finds: RLS013 column public.invoices.tenant_id
-- finds: RLS020 column public.invoices.tenant_id
-- finds: RLS030 policy "tenant_isolation" on public.invoices
-- finds: RLS033 policy "tenant_isolation" on public.tenants
-- finds: RLS058 table public.notes
-- finds: RLS062 sequence public.invoices_id_seq
CREATE ROLE saas_app LOGIN;
CREATE ROLE saas_owner;
CREATE TABLE tenants (id uuid PRIMARY KEY, name text NOT NULL);
CREATE TABLE invoices (id bigserial PRIMARY KEY, tenant_id uuid NOT NULL REFERENCES tenants, total numeric NOT NULL);
CREATE TABLE payments (id bigserial PRIMARY KEY, tenant_id uuid NOT NULL REFERENCES tenants, invoice_id bigint NOT NULL REFERENCES invoices);
CREATE TABLE notes (id bigserial PRIMARY KEY, tenant_id uuid NOT NULL REFERENCES tenants, body text NOT NULL);
CREATE INDEX ON payments (tenant_id);
CREATE INDEX ON payments (invoice_id);
CREATE INDEX ON notes (tenant_id);
ALTER TABLE tenants ENABLE ROW LEVEL SECURITY;
ALTER TABLE invoices ENABLE ROW LEVEL SECURITY;
ALTER TABLE payments ENABLE ROW LEVEL SECURITY;
ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
ALTER TABLE notes OWNER TO saas_app;
CREATE POLICY tenant_isolation ON invoices USING (tenant_id = current_setting('app.current_tenant')::uuid);
CREATE POLICY tenant_isolation ON payments TO saas_app
    USING (tenant_id = (SELECT nullif(current_setting('app.current_tenant', true), '')::uuid))
    WITH CHECK (true);
CREATE POLICY tenant_isolation ON tenants TO saas_app USING (id = (SELECT current_setting('app.current_tenant')::uuid) OR name LIKE 'public %');
CREATE POLICY tenant_isolation ON notes TO saas_app USING (tenant_id = (SELECT current_setting('app.current_tenant')::uuid));
GRANT SELECT ON tenants TO saas_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON invoices, payments TO saas_app;
GRANT USAGE ON SEQUENCE payments_id_seq TO saas_app;
