//! What people try. Keys by their numbers under X: what the kernel calls them, plus 8.

pub const CONTROL: u8 = 37;
const SHIFT: u8 = 50;
const ALT: u8 = 64;
const SUPER: u8 = 133;

/// Every shortcut by which one or another web view, browser or desktop leads somewhere.
pub const CHORDS: &[(&str, &[u8])] = &[
    ("F1: help", &[67]),
    ("F3: find", &[69]),
    ("F5: reload", &[71]),
    ("F6: address", &[72]),
    ("F7: caret", &[73]),
    ("F10: menu", &[76]),
    ("F11: full screen", &[95]),
    ("F12: tools", &[96]),
    ("Escape", &[9]),
    ("Backspace: back", &[22]),
    ("Menu", &[135]),
    ("Shift+F10: menu", &[SHIFT, 76]),
    ("Shift+F5", &[SHIFT, 71]),
    ("Shift+Escape: tasks", &[SHIFT, 9]),
    ("Shift+Backspace", &[SHIFT, 22]),
    ("Ctrl+F5", &[CONTROL, 71]),
    ("Ctrl+F4", &[CONTROL, 70]),
    ("Ctrl+R: reload", &[CONTROL, 27]),
    ("Ctrl+Shift+R", &[CONTROL, SHIFT, 27]),
    ("Ctrl+P: print", &[CONTROL, 33]),
    ("Ctrl+F: find", &[CONTROL, 41]),
    ("Ctrl+G: find on", &[CONTROL, 42]),
    ("Ctrl+S: save", &[CONTROL, 39]),
    ("Ctrl+O: open", &[CONTROL, 32]),
    ("Ctrl+U: source", &[CONTROL, 30]),
    ("Ctrl+J: downloads", &[CONTROL, 44]),
    ("Ctrl+H: history", &[CONTROL, 43]),
    ("Ctrl+D: bookmark", &[CONTROL, 40]),
    ("Ctrl+E: search", &[CONTROL, 26]),
    ("Ctrl+K: search", &[CONTROL, 45]),
    ("Ctrl+L: address", &[CONTROL, 46]),
    ("Ctrl+T: tab", &[CONTROL, 28]),
    ("Ctrl+N: window", &[CONTROL, 57]),
    ("Ctrl+Shift+N", &[CONTROL, SHIFT, 57]),
    ("Ctrl+W: close", &[CONTROL, 25]),
    ("Ctrl+Shift+W", &[CONTROL, SHIFT, 25]),
    ("Ctrl+Q: quit", &[CONTROL, 24]),
    ("Ctrl+A: everything", &[CONTROL, 38]),
    ("Ctrl+C: copy", &[CONTROL, 54]),
    ("Ctrl+V: paste", &[CONTROL, 55]),
    ("Ctrl++: zoom", &[CONTROL, SHIFT, 21]),
    ("Ctrl+=: zoom", &[CONTROL, 21]),
    ("Ctrl+-: zoom", &[CONTROL, 20]),
    ("Ctrl+0: zoom", &[CONTROL, 19]),
    ("Ctrl and + of the number pad", &[CONTROL, 86]),
    ("Ctrl and - of the number pad", &[CONTROL, 82]),
    ("Ctrl+Tab", &[CONTROL, 23]),
    ("Ctrl+Shift+I: tools", &[CONTROL, SHIFT, 31]),
    ("Ctrl+Shift+J: tools", &[CONTROL, SHIFT, 44]),
    ("Ctrl+Shift+C: tools", &[CONTROL, SHIFT, 54]),
    ("Ctrl+Shift+Delete", &[CONTROL, SHIFT, 119]),
    ("Ctrl+Shift+D: GTK's tools", &[CONTROL, SHIFT, 40]),
    ("Alt+Left: back", &[ALT, 113]),
    ("Alt+Right: on", &[ALT, 114]),
    ("Alt+Home", &[ALT, 110]),
    ("Alt+F4: close", &[ALT, 70]),
    ("Alt+F10", &[ALT, 76]),
    ("Alt+Space: the window's menu", &[ALT, 65]),
    ("Alt+Tab", &[ALT, 23]),
    ("Alt+Escape", &[ALT, 9]),
    ("Alt+F: menu", &[ALT, 41]),
    ("Alt+D: address", &[ALT, 40]),
    ("Alt+Print", &[ALT, 107]),
    ("Ctrl+Alt+T: terminal", &[CONTROL, ALT, 28]),
    ("Ctrl+Alt+Delete", &[CONTROL, ALT, 119]),
    ("Ctrl+Alt+Left", &[CONTROL, ALT, 113]),
    ("Ctrl+Escape", &[CONTROL, 9]),
    ("Ctrl+Shift+Escape: tasks", &[CONTROL, SHIFT, 9]),
    ("Super", &[SUPER]),
    ("Super+D: desktop", &[SUPER, 40]),
    ("Super+E: files", &[SUPER, 26]),
    ("Super+R: run", &[SUPER, 27]),
    ("Super+L: lock", &[SUPER, 46]),
    ("Back", &[166]),
    ("Forward", &[167]),
    ("Home page", &[180]),
    ("Refresh", &[181]),
    ("Search", &[225]),
    ("Mail", &[163]),
    ("Page down", &[117]),
    ("End", &[115]),
    ("Space", &[65]),
];

/// A link that is pressed.
macro_rules! link {
    ($attributes:literal) => {
        concat!(
            "document.body.insertAdjacentHTML('beforeend', `<a id=out ",
            $attributes,
            ">out</a>`);
             document.getElementById('out').click(); document.getElementById('out').remove()"
        )
    };
}

/// What a page can do that is not ours any more. THERE is an address that exists and would notice.
pub const SCRIPTS: &[(&str, &str)] = &[
    ("going to another address", "location.href = 'THERE'"),
    ("assigning one", "location.assign('THERE')"),
    ("replacing the page", "location.replace('THERE')"),
    ("a page of the internet", "location.href = 'https://example.com/'"),
    ("an address that is ours on Windows only", "location.href = 'http://tauri.localhost/'"),
    ("a page in an address", "location.href = 'data:text/html,gone'"),
    ("a page of its own making", "location.href = URL.createObjectURL(new Blob(['gone'], { type: 'text/html' }))"),
    ("a file", "location.href = 'file:///etc/passwd'"),
    ("a letter", "location.href = 'mailto:anna@example.com'"),
    ("a call", "location.href = 'tel:+4930123456'"),
    ("another program", "location.href = 'ms-settings:'"),
    ("nothing", "location.href = 'about:blank'"),
    ("a script in an address", "location.href = \"javascript:window.__same = 'script'\""),
    ("a link", link!("href='THERE'")),
    ("a link in a new window", link!("href='THERE' target=_blank")),
    ("a link that is saved", link!("href='THERE' download=it")),
    ("a link that saves what the page makes", link!("href='data:application/octet-stream,x' download=it")),
    ("a link to a file", link!("href='file:///etc/passwd'")),
    ("a link with a script", link!("href=\\\"javascript:window.__same='script'\\\"")),
    ("a link to a letter", link!("href='mailto:anna@example.com'")),
    (
        "a form",
        "const form = document.createElement('form'); form.action = 'THERE'; document.body.append(form);
         form.submit(); form.remove()",
    ),
    (
        "a form in a new window",
        "const form = document.createElement('form'); form.action = 'THERE'; form.method = 'post';
         form.target = '_blank'; document.body.append(form); form.submit(); form.remove()",
    ),
    (
        "a frame",
        "const frame = document.createElement('iframe'); frame.src = 'THERE'; document.body.append(frame);
         frame.remove()",
    ),
    (
        "an object",
        "const object = document.createElement('object'); object.data = 'THERE'; document.body.append(object);
         object.remove()",
    ),
    (
        "a redirection",
        "const meta = document.createElement('meta'); meta.httpEquiv = 'refresh'; meta.content = '0;url=THERE';
         document.head.append(meta); meta.remove()",
    ),
    (
        "a script of somebody else",
        "const script = document.createElement('script'); script.src = 'THERE'; document.body.append(script);
         script.remove()",
    ),
    (
        "a script in the page",
        "const script = document.createElement('script'); script.textContent = \"window.__same = 'script'\";
         document.body.append(script); script.remove()",
    ),
    ("a window", "window.open('THERE')"),
    ("an empty window", "window.open()"),
    ("going back", "history.back()"),
    ("going on", "history.forward()"),
    ("full screen", "document.documentElement.requestFullscreen?.()?.catch(() => null)"),
    ("full screen, the old way", "document.documentElement.webkitRequestFullscreen?.()"),
    ("printing", "window.print()"),
    ("closing", "window.close()"),
    ("moving", "window.moveTo(50, 50); window.resizeTo(300, 300)"),
    ("a message", "setTimeout(() => alert('out'))"),
    ("a question", "setTimeout(() => confirm('out?'))"),
    ("an answer", "setTimeout(() => prompt('out?'))"),
    (
        "choosing a file",
        "const field = document.createElement('input'); field.type = 'file'; document.body.append(field);
         field.click(); field.remove()",
    ),
    (
        "choosing a colour",
        "const field = document.createElement('input'); field.type = 'color'; document.body.append(field);
         field.click(); field.remove()",
    ),
    (
        "a file that is dropped",
        "const carried = new DataTransfer(); carried.items.add(new File(['gone'], 'page.html', { type: 'text/html' }));
         for (const name of ['dragenter', 'dragover', 'drop'])
           document.querySelector('h1').dispatchEvent(
             new DragEvent(name, { bubbles: true, cancelable: true, dataTransfer: carried }))",
    ),
    (
        "an address that is dropped",
        "const carried = new DataTransfer(); carried.setData('text/uri-list', 'THERE');
         for (const name of ['dragenter', 'dragover', 'drop'])
           document.querySelector('h1').dispatchEvent(
             new DragEvent(name, { bubbles: true, cancelable: true, dataTransfer: carried }))",
    ),
    ("notices", "globalThis.Notification?.requestPermission?.()"),
    ("the clipboard", "navigator.clipboard?.readText?.()?.catch(() => null)"),
    ("the place", "navigator.geolocation?.getCurrentPosition?.(() => null, () => null)"),
    ("sharing", "navigator.share?.({ url: 'THERE' })?.catch(() => null)"),
    ("another service", "navigator.registerProtocolHandler?.('web+out', 'THERE?%s')"),
    ("selecting everything", "document.execCommand('selectAll')"),
];
