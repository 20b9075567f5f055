# Takes the system's own keys away: Keyboard Filter of Windows Enterprise, Education or IoT Enterprise.
#
#   1. As an administrator, and start the computer again:
#        Enable-WindowsOptionalFeature -Online -FeatureName Client-KeyboardFilter -All
#   2. This script, as an administrator. Administrators keep their keys.
#
# On touch screens also: swipes from the edge. Group policy "Allow edge swipe" (Computer Configuration, Administrative
# Templates, Windows Components, Edge UI): Disabled.
$ErrorActionPreference = 'Stop'
$space = 'root\standardcimv2\embedded'
foreach ($name in 'Alt+Tab', 'Alt+Esc', 'Alt+F4', 'Ctrl+Esc', 'Ctrl+Alt+Del', 'Shift+Ctrl+Esc', 'Alt+Space', 'Win+L',
    'LWin', 'RWin', 'Windows') {
    $key = Get-CimInstance -Namespace $space -ClassName WEKF_PredefinedKey -Filter "Id = '$name'"
    if ($null -eq $key) { Write-Warning "This Windows knows no key $name."; continue }
    $key.Enabled = $true
    Set-CimInstance -CimInstance $key
}
$setting = Get-CimInstance -Namespace $space -ClassName WEKF_Settings -Filter "Name = 'DisableKeyboardFilterForAdministrators'"
$setting.Value = 'true'
Set-CimInstance -CimInstance $setting
