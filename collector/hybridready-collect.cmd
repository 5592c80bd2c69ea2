@echo off
rem hybridready collector: writes what this Windows server's registry says about TLS and about the products on it
rem into a new folder, for a person to look through and to bring to "hybridready import". It changes nothing else.
rem   hybridready-collect.cmd [FOLDER]      FOLDER must not exist yet; default: hybridready-COMPUTERNAME beside this file
setlocal
rem Programs of Windows only, not what happens to lie in this folder.
set NoDefaultCurrentDirectoryInExePath=1
set "out=%~1"
if "%out%"=="" set "out=%~dp0hybridready-%COMPUTERNAME%"
if exist "%out%" (
  echo "%out%" is there already: give the name of a new folder.
  exit /b 1
)
rem A 32-bit command prompt would be shown the 32-bit half of the registry for the whole of it.
if defined PROCESSOR_ARCHITEW6432 (
  echo This is the 32-bit command prompt of a 64-bit Windows: start it from the 64-bit one.
  exit /b 1
)
mkdir "%out%" 2>nul
if not exist "%out%" (
  echo "%out%" cannot be made: give the name of a folder that can.
  exit /b 1
)
>"%out%\server.txt" echo hybridready-collector 1 cmd

echo Reading the registry ...
call :registry >"%out%\registry.txt" 2>&1

echo Listing the installed updates, which may take a minute ...
wmic qfe get HotFixID <nul 2>nul | find "KB" >"%out%\hotfixes.txt"
if errorlevel 1 systeminfo 2>nul | find "KB" >"%out%\hotfixes.txt"

call :checksums >"%out%\checksums.txt"
echo Done. Look through "%out%" and bring it, as it is or zipped: hybridready import REPORT FOLDER
exit /b 0

:registry
rem What Windows says, in its own language, of a key and of a value that are not there: so that it is known again.
call :ask "HKLM\SOFTWARE\hybridready-no-such-key" "none"
call :ask "HKLM\SOFTWARE" "hybridready-no-such-value"
rem Whose registry it is, and then each value of hybridready's catalog (checks/catalog/settings.xml), and no other.
call :ask "HKLM\SYSTEM\CurrentControlSet\Services\Tcpip\Parameters" "Hostname"
call :ask "HKLM\SYSTEM\CurrentControlSet\Services\Tcpip\Parameters" "Domain"
call :ask "HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols\SSL 2.0\Client" "Enabled"
call :ask "HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols\SSL 2.0\Client" "DisabledByDefault"
call :ask "HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols\SSL 2.0\Server" "Enabled"
call :ask "HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols\SSL 2.0\Server" "DisabledByDefault"
call :ask "HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols\SSL 3.0\Client" "Enabled"
call :ask "HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols\SSL 3.0\Client" "DisabledByDefault"
call :ask "HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols\SSL 3.0\Server" "Enabled"
call :ask "HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols\SSL 3.0\Server" "DisabledByDefault"
call :ask "HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols\TLS 1.0\Client" "Enabled"
call :ask "HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols\TLS 1.0\Client" "DisabledByDefault"
call :ask "HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols\TLS 1.0\Server" "Enabled"
call :ask "HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols\TLS 1.0\Server" "DisabledByDefault"
call :ask "HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols\TLS 1.1\Client" "Enabled"
call :ask "HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols\TLS 1.1\Client" "DisabledByDefault"
call :ask "HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols\TLS 1.1\Server" "Enabled"
call :ask "HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols\TLS 1.1\Server" "DisabledByDefault"
call :ask "HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols\TLS 1.2\Client" "Enabled"
call :ask "HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols\TLS 1.2\Client" "DisabledByDefault"
call :ask "HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols\TLS 1.2\Server" "Enabled"
call :ask "HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols\TLS 1.2\Server" "DisabledByDefault"
call :ask "HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols\TLS 1.3\Client" "Enabled"
call :ask "HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols\TLS 1.3\Client" "DisabledByDefault"
call :ask "HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols\TLS 1.3\Server" "Enabled"
call :ask "HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols\TLS 1.3\Server" "DisabledByDefault"
call :ask "HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Ciphers\NULL" "Enabled"
call :ask "HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Ciphers\DES 56/56" "Enabled"
call :ask "HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Ciphers\RC2 40/128" "Enabled"
call :ask "HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Ciphers\RC2 56/128" "Enabled"
call :ask "HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Ciphers\RC2 56/56" "Enabled"
call :ask "HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Ciphers\RC2 128/128" "Enabled"
call :ask "HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Ciphers\RC4 40/128" "Enabled"
call :ask "HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Ciphers\RC4 56/128" "Enabled"
call :ask "HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Ciphers\RC4 64/128" "Enabled"
call :ask "HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Ciphers\RC4 128/128" "Enabled"
call :ask "HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Ciphers\Triple DES 168" "Enabled"
call :ask "HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Ciphers\AES 128/128" "Enabled"
call :ask "HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Ciphers\AES 256/256" "Enabled"
call :ask "HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Hashes\MD5" "Enabled"
call :ask "HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Hashes\SHA" "Enabled"
call :ask "HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Hashes\SHA256" "Enabled"
call :ask "HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Hashes\SHA384" "Enabled"
call :ask "HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Hashes\SHA512" "Enabled"
call :ask "HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\KeyExchangeAlgorithms\Diffie-Hellman" "Enabled"
call :ask "HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\KeyExchangeAlgorithms\ECDH" "Enabled"
call :ask "HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\KeyExchangeAlgorithms\PKCS" "Enabled"
call :ask "HKLM\SOFTWARE\Policies\Microsoft\Cryptography\Configuration\SSL\00010002" "Functions"
call :ask "HKLM\SYSTEM\CurrentControlSet\Control\Cryptography\Configuration\Local\SSL\00010002" "Functions"
call :ask "HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Internet Settings\WinHttp" "DefaultSecureProtocols"
call :ask "HKLM\SOFTWARE\Wow6432Node\Microsoft\Windows\CurrentVersion\Internet Settings\WinHttp" "DefaultSecureProtocols"
call :ask "HKLM\SOFTWARE\Microsoft\.NETFramework\v4.0.30319" "SchUseStrongCrypto"
call :ask "HKLM\SOFTWARE\Microsoft\.NETFramework\v4.0.30319" "SystemDefaultTlsVersions"
call :ask "HKLM\SOFTWARE\Microsoft\.NETFramework\v2.0.50727" "SchUseStrongCrypto"
call :ask "HKLM\SOFTWARE\Microsoft\.NETFramework\v2.0.50727" "SystemDefaultTlsVersions"
call :ask "HKLM\SOFTWARE\Wow6432Node\Microsoft\.NETFramework\v4.0.30319" "SchUseStrongCrypto"
call :ask "HKLM\SOFTWARE\Wow6432Node\Microsoft\.NETFramework\v4.0.30319" "SystemDefaultTlsVersions"
call :ask "HKLM\SOFTWARE\Wow6432Node\Microsoft\.NETFramework\v2.0.50727" "SchUseStrongCrypto"
call :ask "HKLM\SOFTWARE\Wow6432Node\Microsoft\.NETFramework\v2.0.50727" "SystemDefaultTlsVersions"
call :ask "HKLM\SOFTWARE\Microsoft\NET Framework Setup\NDP\v4\Full" "Install"
call :ask "HKLM\SOFTWARE\Microsoft\NET Framework Setup\NDP\v4\Full" "Release"
call :ask "HKLM\SOFTWARE\Microsoft\NET Framework Setup\NDP\v3.5" "Install"
call :ask "HKLM\SOFTWARE\Microsoft\NET Framework Setup\NDP\v2.0.50727" "Install"
call :ask "HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion" "ProductName"
call :ask "HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion" "InstallationType"
call :ask "HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion" "CurrentVersion"
call :ask "HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion" "CurrentMajorVersionNumber"
call :ask "HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion" "CurrentMinorVersionNumber"
call :ask "HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion" "CurrentBuild"
call :ask "HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion" "CurrentBuildNumber"
call :ask "HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion" "UBR"
call :ask "HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion" "CSDVersion"
call :ask "HKLM\SYSTEM\CurrentControlSet\Control\Session Manager\Environment" "PROCESSOR_ARCHITECTURE"
call :ask "HKLM\SOFTWARE\Microsoft\ExchangeServer\v14\Setup" "MsiProductMajor"
call :ask "HKLM\SOFTWARE\Microsoft\ExchangeServer\v14\Setup" "MsiProductMinor"
call :ask "HKLM\SOFTWARE\Microsoft\ExchangeServer\v14\Setup" "MsiBuildMajor"
call :ask "HKLM\SOFTWARE\Microsoft\ExchangeServer\v14\Setup" "MsiBuildMinor"
call :ask "HKLM\SOFTWARE\Microsoft\ExchangeServer\v15\Setup" "MsiProductMajor"
call :ask "HKLM\SOFTWARE\Microsoft\ExchangeServer\v15\Setup" "MsiProductMinor"
call :ask "HKLM\SOFTWARE\Microsoft\ExchangeServer\v15\Setup" "MsiBuildMajor"
call :ask "HKLM\SOFTWARE\Microsoft\ExchangeServer\v15\Setup" "MsiBuildMinor"
call :ask "HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Uninstall\{DE39F60A-D57F-48F5-A2BD-8BA3FE794E1F}" "DisplayName"
call :ask "HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Uninstall\{DE39F60A-D57F-48F5-A2BD-8BA3FE794E1F}" "DisplayVersion"
call :ask "HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Uninstall\{8901ADFC-435C-4E37-9045-9E2E7A613285}" "DisplayName"
call :ask "HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Uninstall\{8901ADFC-435C-4E37-9045-9E2E7A613285}" "DisplayVersion"
call :ask "HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Uninstall\Office16.WacServer" "DisplayName"
call :ask "HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Uninstall\Office16.WacServer" "DisplayVersion"
call :ask "HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Uninstall\Office15.WacServer" "DisplayName"
call :ask "HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Uninstall\Office15.WacServer" "DisplayVersion"
call :ask "HKLM\SOFTWARE\Microsoft\Microsoft SQL Server\Instance Names\SQL" "RTC"
call :ask "HKLM\SOFTWARE\Microsoft\Microsoft SQL Server\Instance Names\SQL" "RTCLOCAL"
call :ask "HKLM\SOFTWARE\Microsoft\Microsoft SQL Server\Instance Names\SQL" "LYNCLOCAL"
call :ask "HKLM\SOFTWARE\Microsoft\Microsoft SQL Server\MSSQL11.RTC\Setup" "PatchLevel"
call :ask "HKLM\SOFTWARE\Microsoft\Microsoft SQL Server\MSSQL12.RTC\Setup" "PatchLevel"
call :ask "HKLM\SOFTWARE\Microsoft\Microsoft SQL Server\MSSQL13.RTC\Setup" "PatchLevel"
call :ask "HKLM\SOFTWARE\Microsoft\Microsoft SQL Server\MSSQL14.RTC\Setup" "PatchLevel"
call :ask "HKLM\SOFTWARE\Microsoft\Microsoft SQL Server\MSSQL15.RTC\Setup" "PatchLevel"
call :ask "HKLM\SOFTWARE\Microsoft\Microsoft SQL Server\MSSQL11.RTCLOCAL\Setup" "PatchLevel"
call :ask "HKLM\SOFTWARE\Microsoft\Microsoft SQL Server\MSSQL12.RTCLOCAL\Setup" "PatchLevel"
call :ask "HKLM\SOFTWARE\Microsoft\Microsoft SQL Server\MSSQL13.RTCLOCAL\Setup" "PatchLevel"
call :ask "HKLM\SOFTWARE\Microsoft\Microsoft SQL Server\MSSQL14.RTCLOCAL\Setup" "PatchLevel"
call :ask "HKLM\SOFTWARE\Microsoft\Microsoft SQL Server\MSSQL15.RTCLOCAL\Setup" "PatchLevel"
call :ask "HKLM\SOFTWARE\Microsoft\Microsoft SQL Server\MSSQL11.LYNCLOCAL\Setup" "PatchLevel"
call :ask "HKLM\SOFTWARE\Microsoft\Microsoft SQL Server\MSSQL12.LYNCLOCAL\Setup" "PatchLevel"
call :ask "HKLM\SOFTWARE\Microsoft\Microsoft SQL Server\MSSQL13.LYNCLOCAL\Setup" "PatchLevel"
call :ask "HKLM\SOFTWARE\Microsoft\Microsoft SQL Server\MSSQL14.LYNCLOCAL\Setup" "PatchLevel"
call :ask "HKLM\SOFTWARE\Microsoft\Microsoft SQL Server\MSSQL15.LYNCLOCAL\Setup" "PatchLevel"
call :ask "HKLM\SOFTWARE\Microsoft\SQLNCLI11" "InstalledVersion"
call :ask "HKLM\SOFTWARE\Microsoft\Microsoft SQL Server\SQLNCLI11\CurrentVersion" "Version"
call :ask "HKLM\SOFTWARE\ODBC\ODBCINST.INI\ODBC Drivers" "ODBC Driver 11 for SQL Server"
call :ask "HKLM\SOFTWARE\ODBC\ODBCINST.INI\ODBC Drivers" "ODBC Driver 13 for SQL Server"
call :ask "HKLM\SOFTWARE\ODBC\ODBCINST.INI\ODBC Drivers" "ODBC Driver 17 for SQL Server"
call :ask "HKLM\SOFTWARE\ODBC\ODBCINST.INI\ODBC Drivers" "ODBC Driver 18 for SQL Server"
call :ask "HKLM\SOFTWARE\Microsoft\Microsoft ODBC Driver 11 for SQL Server\CurrentVersion" "Version"

rem Skype for Business has another key below Uninstall in each release: its core components are known by their name.
rem The Teams Rooms app is known by its key.
echo ? *
for %%U in ("HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Uninstall" "HKLM\SOFTWARE\Wow6432Node\Microsoft\Windows\CurrentVersion\Uninstall") do (
  for /f "delims=" %%K in ('reg query %%U 2^>nul') do (
    reg query "%%K" /v DisplayName 2>nul | find "Core Components" >nul
    if not errorlevel 1 (
      reg query "%%K" /v DisplayName 2>nul
      reg query "%%K" /v DisplayVersion 2>nul
    )
  )
)
for /f "delims=" %%K in ('reg query "HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Appx\AppxAllUserStore\Applications" 2^>nul ^| find "Microsoft.SkypeRoomSystem_"') do (
  reg query "%%K" /v Path 2>nul
)
echo ? end
exit /b 0

:checksums
for %%F in (server.txt registry.txt hotfixes.txt) do (
  echo file %%F
  certutil -hashfile "%out%\%%F" SHA256
)
exit /b 0

:ask
echo ? %~1\%~2
reg query "%~1" /v "%~2"
exit /b 0
