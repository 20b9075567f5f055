# Hands assigned-access.xml, which lies beside this, to Windows. As SYSTEM; see the top of that file.
# Back to the desktop: the same with -Remove.
param([switch]$Remove)
$ErrorActionPreference = 'Stop'
Add-Type -AssemblyName System.Web
$place = Get-CimInstance -Namespace 'root\cimv2\mdm\dmmap' -ClassName 'MDM_AssignedAccess'
if ($Remove) {
    $place.Configuration = $null
} else {
    $xml = Get-Content -Raw -Encoding UTF8 (Join-Path $PSScriptRoot 'assigned-access.xml')
    $place.Configuration = [System.Web.HttpUtility]::HtmlEncode($xml)
}
Set-CimInstance -CimInstance $place
