// Servers are not told what stands behind "#", and redirects keep it here; so this page takes it along.
const back = document.querySelector("[name=returnUrl]");
if (back && location.hash && !back.value.includes("#")) back.value += location.hash;
