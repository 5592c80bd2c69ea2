# hybridready collector: writes what this Windows server's registry says about TLS and about the products on it into a
# new folder, for a person to look through and to bring to "hybridready import". It changes nothing else.
#   .\hybridready-collect.ps1 [-Folder FOLDER]     FOLDER must not exist yet; default: hybridready-COMPUTERNAME beside this file
# Needs PowerShell 2.0 or later, 64-bit on a 64-bit Windows.
param([string]$Folder)
Set-StrictMode -Version 2
$ErrorActionPreference = 'Stop'

# Whose registry it is, and then each value of hybridready's catalog (checks/catalog/settings.xml), and no other.
$values = @'
HKLM\SYSTEM\CurrentControlSet\Services\Tcpip\Parameters\Hostname
HKLM\SYSTEM\CurrentControlSet\Services\Tcpip\Parameters\Domain
HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols\SSL 2.0\Client\Enabled
HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols\SSL 2.0\Client\DisabledByDefault
HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols\SSL 2.0\Server\Enabled
HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols\SSL 2.0\Server\DisabledByDefault
HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols\SSL 3.0\Client\Enabled
HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols\SSL 3.0\Client\DisabledByDefault
HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols\SSL 3.0\Server\Enabled
HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols\SSL 3.0\Server\DisabledByDefault
HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols\TLS 1.0\Client\Enabled
HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols\TLS 1.0\Client\DisabledByDefault
HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols\TLS 1.0\Server\Enabled
HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols\TLS 1.0\Server\DisabledByDefault
HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols\TLS 1.1\Client\Enabled
HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols\TLS 1.1\Client\DisabledByDefault
HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols\TLS 1.1\Server\Enabled
HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols\TLS 1.1\Server\DisabledByDefault
HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols\TLS 1.2\Client\Enabled
HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols\TLS 1.2\Client\DisabledByDefault
HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols\TLS 1.2\Server\Enabled
HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols\TLS 1.2\Server\DisabledByDefault
HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols\TLS 1.3\Client\Enabled
HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols\TLS 1.3\Client\DisabledByDefault
HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols\TLS 1.3\Server\Enabled
HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols\TLS 1.3\Server\DisabledByDefault
HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Ciphers\NULL\Enabled
HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Ciphers\DES 56/56\Enabled
HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Ciphers\RC2 40/128\Enabled
HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Ciphers\RC2 56/128\Enabled
HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Ciphers\RC2 56/56\Enabled
HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Ciphers\RC2 128/128\Enabled
HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Ciphers\RC4 40/128\Enabled
HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Ciphers\RC4 56/128\Enabled
HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Ciphers\RC4 64/128\Enabled
HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Ciphers\RC4 128/128\Enabled
HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Ciphers\Triple DES 168\Enabled
HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Ciphers\AES 128/128\Enabled
HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Ciphers\AES 256/256\Enabled
HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Hashes\MD5\Enabled
HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Hashes\SHA\Enabled
HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Hashes\SHA256\Enabled
HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Hashes\SHA384\Enabled
HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Hashes\SHA512\Enabled
HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\KeyExchangeAlgorithms\Diffie-Hellman\Enabled
HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\KeyExchangeAlgorithms\ECDH\Enabled
HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\KeyExchangeAlgorithms\PKCS\Enabled
HKLM\SOFTWARE\Policies\Microsoft\Cryptography\Configuration\SSL\00010002\Functions
HKLM\SYSTEM\CurrentControlSet\Control\Cryptography\Configuration\Local\SSL\00010002\Functions
HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Internet Settings\WinHttp\DefaultSecureProtocols
HKLM\SOFTWARE\Wow6432Node\Microsoft\Windows\CurrentVersion\Internet Settings\WinHttp\DefaultSecureProtocols
HKLM\SOFTWARE\Microsoft\.NETFramework\v4.0.30319\SchUseStrongCrypto
HKLM\SOFTWARE\Microsoft\.NETFramework\v4.0.30319\SystemDefaultTlsVersions
HKLM\SOFTWARE\Microsoft\.NETFramework\v2.0.50727\SchUseStrongCrypto
HKLM\SOFTWARE\Microsoft\.NETFramework\v2.0.50727\SystemDefaultTlsVersions
HKLM\SOFTWARE\Wow6432Node\Microsoft\.NETFramework\v4.0.30319\SchUseStrongCrypto
HKLM\SOFTWARE\Wow6432Node\Microsoft\.NETFramework\v4.0.30319\SystemDefaultTlsVersions
HKLM\SOFTWARE\Wow6432Node\Microsoft\.NETFramework\v2.0.50727\SchUseStrongCrypto
HKLM\SOFTWARE\Wow6432Node\Microsoft\.NETFramework\v2.0.50727\SystemDefaultTlsVersions
HKLM\SOFTWARE\Microsoft\NET Framework Setup\NDP\v4\Full\Install
HKLM\SOFTWARE\Microsoft\NET Framework Setup\NDP\v4\Full\Release
HKLM\SOFTWARE\Microsoft\NET Framework Setup\NDP\v3.5\Install
HKLM\SOFTWARE\Microsoft\NET Framework Setup\NDP\v2.0.50727\Install
HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion\ProductName
HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion\InstallationType
HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion\CurrentVersion
HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion\CurrentMajorVersionNumber
HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion\CurrentMinorVersionNumber
HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion\CurrentBuild
HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion\CurrentBuildNumber
HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion\UBR
HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion\CSDVersion
HKLM\SYSTEM\CurrentControlSet\Control\Session Manager\Environment\PROCESSOR_ARCHITECTURE
HKLM\SOFTWARE\Microsoft\ExchangeServer\v14\Setup\MsiProductMajor
HKLM\SOFTWARE\Microsoft\ExchangeServer\v14\Setup\MsiProductMinor
HKLM\SOFTWARE\Microsoft\ExchangeServer\v14\Setup\MsiBuildMajor
HKLM\SOFTWARE\Microsoft\ExchangeServer\v14\Setup\MsiBuildMinor
HKLM\SOFTWARE\Microsoft\ExchangeServer\v15\Setup\MsiProductMajor
HKLM\SOFTWARE\Microsoft\ExchangeServer\v15\Setup\MsiProductMinor
HKLM\SOFTWARE\Microsoft\ExchangeServer\v15\Setup\MsiBuildMajor
HKLM\SOFTWARE\Microsoft\ExchangeServer\v15\Setup\MsiBuildMinor
HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Uninstall\{DE39F60A-D57F-48F5-A2BD-8BA3FE794E1F}\DisplayName
HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Uninstall\{DE39F60A-D57F-48F5-A2BD-8BA3FE794E1F}\DisplayVersion
HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Uninstall\{8901ADFC-435C-4E37-9045-9E2E7A613285}\DisplayName
HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Uninstall\{8901ADFC-435C-4E37-9045-9E2E7A613285}\DisplayVersion
HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Uninstall\Office16.WacServer\DisplayName
HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Uninstall\Office16.WacServer\DisplayVersion
HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Uninstall\Office15.WacServer\DisplayName
HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Uninstall\Office15.WacServer\DisplayVersion
HKLM\SOFTWARE\Microsoft\Microsoft SQL Server\Instance Names\SQL\RTC
HKLM\SOFTWARE\Microsoft\Microsoft SQL Server\Instance Names\SQL\RTCLOCAL
HKLM\SOFTWARE\Microsoft\Microsoft SQL Server\Instance Names\SQL\LYNCLOCAL
HKLM\SOFTWARE\Microsoft\Microsoft SQL Server\MSSQL11.RTC\Setup\PatchLevel
HKLM\SOFTWARE\Microsoft\Microsoft SQL Server\MSSQL12.RTC\Setup\PatchLevel
HKLM\SOFTWARE\Microsoft\Microsoft SQL Server\MSSQL13.RTC\Setup\PatchLevel
HKLM\SOFTWARE\Microsoft\Microsoft SQL Server\MSSQL14.RTC\Setup\PatchLevel
HKLM\SOFTWARE\Microsoft\Microsoft SQL Server\MSSQL15.RTC\Setup\PatchLevel
HKLM\SOFTWARE\Microsoft\Microsoft SQL Server\MSSQL11.RTCLOCAL\Setup\PatchLevel
HKLM\SOFTWARE\Microsoft\Microsoft SQL Server\MSSQL12.RTCLOCAL\Setup\PatchLevel
HKLM\SOFTWARE\Microsoft\Microsoft SQL Server\MSSQL13.RTCLOCAL\Setup\PatchLevel
HKLM\SOFTWARE\Microsoft\Microsoft SQL Server\MSSQL14.RTCLOCAL\Setup\PatchLevel
HKLM\SOFTWARE\Microsoft\Microsoft SQL Server\MSSQL15.RTCLOCAL\Setup\PatchLevel
HKLM\SOFTWARE\Microsoft\Microsoft SQL Server\MSSQL11.LYNCLOCAL\Setup\PatchLevel
HKLM\SOFTWARE\Microsoft\Microsoft SQL Server\MSSQL12.LYNCLOCAL\Setup\PatchLevel
HKLM\SOFTWARE\Microsoft\Microsoft SQL Server\MSSQL13.LYNCLOCAL\Setup\PatchLevel
HKLM\SOFTWARE\Microsoft\Microsoft SQL Server\MSSQL14.LYNCLOCAL\Setup\PatchLevel
HKLM\SOFTWARE\Microsoft\Microsoft SQL Server\MSSQL15.LYNCLOCAL\Setup\PatchLevel
HKLM\SOFTWARE\Microsoft\SQLNCLI11\InstalledVersion
HKLM\SOFTWARE\Microsoft\Microsoft SQL Server\SQLNCLI11\CurrentVersion\Version
HKLM\SOFTWARE\ODBC\ODBCINST.INI\ODBC Drivers\ODBC Driver 11 for SQL Server
HKLM\SOFTWARE\ODBC\ODBCINST.INI\ODBC Drivers\ODBC Driver 13 for SQL Server
HKLM\SOFTWARE\ODBC\ODBCINST.INI\ODBC Drivers\ODBC Driver 17 for SQL Server
HKLM\SOFTWARE\ODBC\ODBCINST.INI\ODBC Drivers\ODBC Driver 18 for SQL Server
HKLM\SOFTWARE\Microsoft\Microsoft ODBC Driver 11 for SQL Server\CurrentVersion\Version
'@ -split "`r?`n"

if (-not $Folder) {
    $Folder = Join-Path (Split-Path -Parent $MyInvocation.MyCommand.Path) "hybridready-$env:COMPUTERNAME"
}
if (Test-Path -LiteralPath $Folder) {
    throw "$Folder is there already: give the name of a new folder."
}
# A 32-bit PowerShell would be shown the 32-bit half of the registry for the whole of it.
if ($env:PROCESSOR_ARCHITEW6432) {
    throw 'This is the 32-bit PowerShell of a 64-bit Windows: start it from the 64-bit one.'
}

$machine = [Microsoft.Win32.Registry]::LocalMachine
$names = @{ String = 'REG_SZ'; ExpandString = 'REG_EXPAND_SZ'; DWord = 'REG_DWORD'; QWord = 'REG_QWORD'
    MultiString = 'REG_MULTI_SZ'; Binary = 'REG_BINARY' }

# A value as "reg query" prints it; what is said of one that is not there is known again by the first question.
function Format-Value([string]$Path, [string]$Name) {
    try {
        $key = $machine.OpenSubKey($Path, $false)
        if ($null -eq $key) { return 'not there' }
        $data = $key.GetValue($Name, $null, 'DoNotExpandEnvironmentNames')
        if ($null -eq $data) { return 'not there' }
        $kind = $key.GetValueKind($Name)
        $text = switch ("$kind") {
            'DWord' { '0x{0:x}' -f $data }
            'QWord' { '0x{0:x}' -f $data }
            'MultiString' { $data -join '\0' }
            'Binary' { ($data | ForEach-Object { '{0:X2}' -f $_ }) -join '' }
            default { "$data" }
        }
        return "HKEY_LOCAL_MACHINE\$Path", "    $Name    $($names["$kind"])    $text"
    } catch {
        return "cannot be read: $($_.Exception.GetType().Name)"
    }
}

function Get-SubkeyNames([string]$Path) {
    $key = $machine.OpenSubKey($Path, $false)
    if ($null -ne $key) { $key.GetSubKeyNames() }
}

$lines = @('? HKLM\SOFTWARE\hybridready-no-such-key\none', 'not there')
foreach ($value in $values) {
    $cut = $value.LastIndexOf('\')
    $lines += "? $value"
    $lines += Format-Value $value.Substring(5, $cut - 5) $value.Substring($cut + 1)
}

# Skype for Business has another key below Uninstall in each release: its core components are known by their name.
# The Teams Rooms app is known by its key.
$lines += '? *'
foreach ($place in 'SOFTWARE\Microsoft\Windows\CurrentVersion\Uninstall',
    'SOFTWARE\Wow6432Node\Microsoft\Windows\CurrentVersion\Uninstall') {
    foreach ($name in Get-SubkeyNames $place) {
        $shown = Format-Value "$place\$name" 'DisplayName'
        if ("$shown" -like '*Core Components*') {
            $lines += $shown
            $lines += Format-Value "$place\$name" 'DisplayVersion'
        }
    }
}
$apps = 'SOFTWARE\Microsoft\Windows\CurrentVersion\Appx\AppxAllUserStore\Applications'
foreach ($name in Get-SubkeyNames $apps) {
    if ($name -like 'Microsoft.SkypeRoomSystem_*') {
        $lines += Format-Value "$apps\$name" 'Path'
    }
}
$lines += '? end'

# Exchange: the program that setup left shows the security update too, which the registry does not.
$about = @('hybridready-collector 1 ps1')
$setup = $machine.OpenSubKey('SOFTWARE\Microsoft\ExchangeServer\v15\Setup', $false)
if ($null -ne $setup) {
    $program = Join-Path "$($setup.GetValue('MsiInstallPath'))" 'Bin\ExSetup.exe'
    if (Test-Path -LiteralPath $program) {
        $about += "exsetup $((Get-Item -LiteralPath $program).VersionInfo.FileVersion)"
    }
}

$hotfixes = @()
try {
    $hotfixes = @(Get-HotFix | ForEach-Object { $_.HotFixID } | Where-Object { $_ -like 'KB*' })
} catch {
    'The installed updates cannot be listed; the rest is there.'
}

$made = (New-Item -ItemType Directory -Path $Folder).FullName
$files = @(@('server.txt', $about), @('registry.txt', $lines), @('hotfixes.txt', $hotfixes))
$sums = @()
foreach ($file in $files) {
    $bytes = [Text.Encoding]::UTF8.GetBytes((($file[1] -join "`r`n") + "`r`n"))
    [IO.File]::WriteAllBytes((Join-Path $made $file[0]), $bytes)
    $digest = [Security.Cryptography.SHA256]::Create().ComputeHash($bytes)
    $sums += "file $($file[0])", (($digest | ForEach-Object { '{0:x2}' -f $_ }) -join '')
}
[IO.File]::WriteAllBytes((Join-Path $made 'checksums.txt'), [Text.Encoding]::UTF8.GetBytes((($sums -join "`r`n") + "`r`n")))
"Done. Look through $made and bring it, as it is or zipped: hybridready import REPORT FOLDER"
