; The installer for Windows: for all users of the computer, as a kiosk needs it. Filled by
; `cargo xtask package --windows`, or by the release workflow with the program that was built there:
;   makensis -DVERSION=1.2.3 -DSTAGED=folder -DOUT=setup.exe [-DSIGN="a command that signs the file after it"] portico.nsi
; Silent: /S. Silently with the start for all users: /S /AUTOSTART=1. Silent removal keeps the data,
; unless it is told otherwise: uninstall.exe /S /DELETEDATA=1.

Unicode true
ManifestDPIAware true
SetCompressor /SOLID lzma
RequestExecutionLevel admin

!include "MUI2.nsh"
!include "FileFunc.nsh"
!include "x64.nsh"
!include "LogicLib.nsh"

!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\Portico"
!define RUN "Software\Microsoft\Windows\CurrentVersion\Run"
; The runtime of the web view: Windows 11 has it, Windows 10 mostly.
!define WEBVIEW "SOFTWARE\Microsoft\EdgeUpdate\Clients\{F3017226-FE2A-4295-8BDF-00C3A9A7E4C5}"

Name "Portico"
OutFile "${OUT}"
InstallDir "$PROGRAMFILES64\Portico"
BrandingText "Portico ${VERSION}"
!ifdef SIGN
  !uninstfinalize '${SIGN} "%1"'
  !finalize '${SIGN} "%1"'
!endif
VIProductVersion "${VERSION}.0"
VIAddVersionKey "ProductName" "Portico"
VIAddVersionKey "ProductVersion" "${VERSION}"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "FileDescription" "Portico, the front desk of a fitness studio"
VIAddVersionKey "LegalCopyright" "MIT OR Apache-2.0"

!define MUI_ICON "${STAGED}/portico.ico"
!define MUI_UNICON "${STAGED}/portico.ico"
!define MUI_ABORTWARNING
!define MUI_FINISHPAGE_RUN "$INSTDIR\portico.exe"
!define MUI_FINISHPAGE_RUN_PARAMETERS "--guard"
!define MUI_FINISHPAGE_RUN_TEXT "$(StartNow)"
!insertmacro MUI_PAGE_LICENSE "${STAGED}/LICENSE-MIT.txt"
!insertmacro MUI_PAGE_COMPONENTS
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"
!insertmacro MUI_LANGUAGE "German"

LangString StartNow ${LANG_ENGLISH} "Start Portico now"
LangString StartNow ${LANG_GERMAN} "Portico jetzt starten"
LangString SectionProgram ${LANG_ENGLISH} "Portico"
LangString SectionProgram ${LANG_GERMAN} "Portico"
LangString SectionAutostart ${LANG_ENGLISH} "Start with every session"
LangString SectionAutostart ${LANG_GERMAN} "Mit jeder Anmeldung starten"
LangString SectionKiosk ${LANG_ENGLISH} "Files for a kiosk session"
LangString SectionKiosk ${LANG_GERMAN} "Dateien für eine Kiosk-Sitzung"
LangString NoWebView ${LANG_ENGLISH} "Portico draws its screens with the Microsoft Edge WebView2 runtime, which this computer does not have. Open the page that has it? Take the Evergreen Standalone Installer; Portico works as soon as it is installed."
LangString NoWebView ${LANG_GERMAN} "Portico zeichnet seine Bildschirme mit der Microsoft Edge WebView2 Runtime, die dieser Computer nicht hat. Die Seite öffnen, auf der es sie gibt? Nimm den Evergreen Standalone Installer; Portico läuft, sobald er installiert ist."
LangString NotHere ${LANG_ENGLISH} "Portico needs Windows 10 or newer, 64 bit."
LangString NotHere ${LANG_GERMAN} "Portico braucht Windows 10 oder neuer, 64 Bit."
LangString Running ${LANG_ENGLISH} "Portico is running. Close it in the team's window, then go on."
LangString Running ${LANG_GERMAN} "Portico läuft. Beende es im Fenster des Teams, dann geht es weiter."
LangString DeleteData ${LANG_ENGLISH} "Also delete what Portico has stored for you on this computer? Check-ins, charges and contracts that have not reached the studio's system yet are in there and nowhere else. Other users' data stays in either case."
LangString DeleteData ${LANG_GERMAN} "Auch löschen, was Portico für Dich auf diesem Computer gespeichert hat? Check-ins, Buchungen und Verträge, die das System des Studios noch nicht erreicht haben, sind dort und sonst nirgends. Die Daten anderer Benutzer bleiben in jedem Fall."

; A program that is running cannot be replaced, and a desk is not ended under a member's hands.
!macro WaitUntilClosed un
Function ${un}WaitUntilClosed
  again:
  ${IfNot} ${FileExists} "$INSTDIR\portico.exe"
    Return
  ${EndIf}
  ClearErrors
  FileOpen $0 "$INSTDIR\portico.exe" a
  ${IfNot} ${Errors}
    FileClose $0
    Return
  ${EndIf}
  MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "$(Running)" /SD IDCANCEL IDRETRY again
  SetErrorLevel 2
  Quit
FunctionEnd
!macroend
!insertmacro WaitUntilClosed ""
!insertmacro WaitUntilClosed "un."

Section "$(SectionProgram)" Program
  SectionIn RO
  SetRegView 64
  Call WaitUntilClosed
  SetOutPath "$INSTDIR"
  File "${STAGED}/portico.exe"
  File /nonfatal "${STAGED}/WebView2Loader.dll"
  File "${STAGED}/portico.ico"
  File "${STAGED}/LICENSE-MIT.txt"
  File "${STAGED}/LICENSE-APACHE.txt"
  File "${STAGED}/THIRD-PARTY.txt"
  File "${STAGED}/sbom.cdx.json"
  WriteUninstaller "$INSTDIR\uninstall.exe"

  SetShellVarContext all
  CreateShortcut "$SMPROGRAMS\Portico.lnk" "$INSTDIR\portico.exe" "--guard" "$INSTDIR\portico.ico"
  CreateShortcut "$SMPROGRAMS\Portico practice.lnk" "$INSTDIR\portico.exe" "--practice" "$INSTDIR\portico.ico"

  WriteRegStr HKLM "${UNINSTALL}" "DisplayName" "Portico"
  WriteRegStr HKLM "${UNINSTALL}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKLM "${UNINSTALL}" "DisplayIcon" "$INSTDIR\portico.ico"
  WriteRegStr HKLM "${UNINSTALL}" "Publisher" "The Portico developers"
  WriteRegStr HKLM "${UNINSTALL}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKLM "${UNINSTALL}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKLM "${UNINSTALL}" "NoModify" 1
  WriteRegDWORD HKLM "${UNINSTALL}" "NoRepair" 1
  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  WriteRegDWORD HKLM "${UNINSTALL}" "EstimatedSize" $0

  ReadRegStr $0 HKLM "SOFTWARE\WOW6432Node\Microsoft\EdgeUpdate\Clients\{F3017226-FE2A-4295-8BDF-00C3A9A7E4C5}" "pv"
  ${If} $0 == ""
    ReadRegStr $0 HKCU "${WEBVIEW}" "pv"
  ${EndIf}
  ${If} $0 == ""
    MessageBox MB_YESNO|MB_ICONINFORMATION "$(NoWebView)" /SD IDNO IDNO without
    ExecShell "open" "https://developer.microsoft.com/microsoft-edge/webview2/"
    without:
  ${EndIf}
SectionEnd

Section /o "$(SectionAutostart)" Autostart
  SetRegView 64
  WriteRegStr HKLM "${RUN}" "Portico" '"$INSTDIR\portico.exe" --guard'
SectionEnd

Section "$(SectionKiosk)" Kiosk
  SetOutPath "$INSTDIR\kiosk"
  File /r "${STAGED}/kiosk/*.*"
SectionEnd

Function .onInit
  ${IfNot} ${RunningX64}
    MessageBox MB_OK|MB_ICONSTOP "$(NotHere)" /SD IDOK
    Abort
  ${EndIf}
  ${GetParameters} $0
  ClearErrors
  ${GetOptions} $0 "/AUTOSTART=" $1
  ${If} $1 == "1"
    SectionGetFlags ${Autostart} $2
    IntOp $2 $2 | ${SF_SELECTED}
    SectionSetFlags ${Autostart} $2
  ${EndIf}
FunctionEnd

Section "Uninstall"
  SetRegView 64
  Call un.WaitUntilClosed
  SetShellVarContext all
  Delete "$SMPROGRAMS\Portico.lnk"
  Delete "$SMPROGRAMS\Portico practice.lnk"
  DeleteRegValue HKLM "${RUN}" "Portico"
  DeleteRegKey HKLM "${UNINSTALL}"
  Delete "$INSTDIR\portico.exe"
  Delete "$INSTDIR\WebView2Loader.dll"
  Delete "$INSTDIR\portico.ico"
  Delete "$INSTDIR\LICENSE-MIT.txt"
  Delete "$INSTDIR\LICENSE-APACHE.txt"
  Delete "$INSTDIR\THIRD-PARTY.txt"
  Delete "$INSTDIR\sbom.cdx.json"
  RMDir /r "$INSTDIR\kiosk"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"

  SetShellVarContext current
  DeleteRegValue HKCU "${RUN}" "Portico"
  ${GetParameters} $0
  ClearErrors
  ${GetOptions} $0 "/DELETEDATA=" $1
  ${If} $1 == "1"
    Goto delete
  ${EndIf}
  MessageBox MB_YESNO|MB_ICONQUESTION|MB_DEFBUTTON2 "$(DeleteData)" /SD IDNO IDNO keep
  delete:
  RMDir /r "$LOCALAPPDATA\portico"
  RMDir /r "$LOCALAPPDATA\portico-practice"
  keep:
SectionEnd
