// Shows how far a count is, and then the page anew. "/" goes to the search.
const waits = document.querySelectorAll('[data-wait]');
async function look() {
  const answer = await fetch('/progress', {cache: 'no-store'}).then(r => r.ok ? r.text() : 'gone', () => 'gone');
  if (answer === 'gone') return;
  const bar = document.querySelector('[data-wait] progress');
  if (answer === 'done' || (answer === 'doctor' && bar)) location.reload();
  else {
    if (bar) bar.value = answer;
    setTimeout(look, 1000);
  }
}
if (waits.length) setTimeout(look, 500);
document.addEventListener('keydown', e => {
  if (e.key === '/' && !/INPUT|TEXTAREA/.test(e.target.tagName)) {
    e.preventDefault();
    document.getElementById('q').focus();
  }
});
