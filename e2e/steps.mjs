// Steps that several journeys take.

// Uploads a file and gives the visitor on the page that asks to check what was recognised.
export async function upload(visitor, file) {
  await visitor.go('/import');
  await visitor.page.setInputFiles('#file', file);
  await visitor.page.click('#import button[type=submit]');
  await visitor.page.waitForLoadState();
}

// Confirms the import for a year, waits for the job, and gives the address of the document.
export async function confirmImport(visitor, year) {
  const { page } = visitor;
  await page.fill('main [name=year]', String(year));
  const doubt = page.locator('[name=confirmed]');
  if (await doubt.count()) await doubt.check();
  await page.click('main form button[type=submit]');
  await page.waitForURL(/\/jobs\//);
  await page.locator('a:has-text("查看文件")').waitFor({ timeout: 60_000 });
  return await page.locator('a:has-text("查看文件")').getAttribute('href');
}
