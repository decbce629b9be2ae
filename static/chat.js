// A page that comes back from the browser's memory is read anew; a form is sent once.
addEventListener("pageshow", (e) => { if (e.persisted) location.reload(); });
addEventListener("submit", (e) => {
  if (e.target.dataset.sent) e.preventDefault();
  else e.target.dataset.sent = "1";
});
