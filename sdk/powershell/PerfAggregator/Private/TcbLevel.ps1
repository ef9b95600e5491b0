# SPDX-License-Identifier: Apache-2.0
# TCB levels: what a status may be, how a level is read, and how statuses become one.

# From best to worst.  No level has the words for a TD that should be started again.
$script:TcbStatuses = 'UpToDate', 'SWHardeningNeeded', 'ConfigurationNeeded',
    'ConfigurationAndSWHardeningNeeded', 'TDRelaunchAdvised', 'TDRelaunchAdvisedConfigurationNeeded',
    'OutOfDate', 'OutOfDateConfigurationNeeded', 'Revoked'
$script:AdvisoryPattern = '\A[A-Za-z0-9-]{1,31}\z'

# Members of a signed document: present and as they must be, or a [FormatException].
function Get-PerfDocumentMember {
    param($From, [string] $Name, [type] $Type)
    $value = $null
    if ($From -is [Collections.IDictionary] -and $From.Contains($Name)) { $value = $From[$Name] }
    if ($value -isnot $Type) { Deny-PerfFormat "`"$Name`" is no $($Type.Name)" }
    return , $value
}

function Get-PerfDocumentNumber {
    param($From, [string] $Name, [long] $Max)
    $value = Get-PerfDocumentMember $From $Name ([long])
    if ($value -lt 0 -or $value -gt $Max) { Deny-PerfFormat "`"$Name`" is out of range" }
    return $value
}

# In lower case.
function Get-PerfDocumentHex {
    param($From, [string] $Name, [int] $Size)
    $bytes = ConvertFrom-PerfHex (Get-PerfDocumentMember $From $Name ([string]))
    if ($null -eq $bytes -or $bytes.Length -ne $Size) { Deny-PerfFormat "`"$Name`" is no hex" }
    return ConvertTo-PerfHex $bytes
}

# "2026-01-31T00:00:00Z", maybe with milliseconds.
function Get-PerfDocumentTime {
    param($From, [string] $Name)
    $text = Get-PerfDocumentMember $From $Name ([string])
    $time = [datetime]::MinValue
    $isTime = [datetime]::TryParseExact($text,
        [string[]]@("yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm:ss.fff'Z'"),
        [Globalization.CultureInfo]::InvariantCulture, 'AssumeUniversal, AdjustToUniversal',
        [ref]$time)
    if (-not $isTime -or $time.Year -lt 1970) { Deny-PerfFormat "`"$Name`" is no time" }
    return $time
}

function Get-PerfDocumentList {
    param($From, [string] $Name)
    return , (Get-PerfDocumentMember $From $Name ([Collections.Generic.List[object]]))
}

# One level: @{ Svns; Status; Date; Advisories }; the block reads its numbers, the heaviest first.
function Read-PerfTcbLevel {
    param($Level, [string[]] $Statuses, [scriptblock] $ReadSvns)
    $status = Get-PerfDocumentMember $Level 'tcbStatus' ([string])
    if ($status -cnotin $Statuses -or $status -clike 'TDRelaunch*') {
        Deny-PerfFormat "unknown status $status"
    }
    $advisories = @()
    if ($Level.Contains('advisoryIDs')) { $advisories = (Get-PerfDocumentList $Level 'advisoryIDs').ToArray() }
    foreach ($name in $advisories) {
        if ($name -isnot [string] -or $name -cnotmatch $script:AdvisoryPattern) {
            Deny-PerfFormat 'an advisory is no name'
        }
    }
    $tcb = Get-PerfDocumentMember $Level 'tcb' ([Collections.IDictionary])
    return @{
        Svns       = [long[]]@(& $ReadSvns $tcb)
        Status     = $status
        Date       = Get-PerfDocumentTime $Level 'tcbDate'
        Advisories = $advisories
    }
}

# Negative when the first is below the second, by the first number that differs.
function Compare-PerfSvns {
    param([long[]] $First, [long[]] $Second)
    for ($i = 0; $i -lt $First.Length; $i++) {
        if ($First[$i] -ne $Second[$i]) { return $First[$i] - $Second[$i] }
    }
    return 0
}

# The first level of a document whose numbers have all been reached; $null below all.
function Find-PerfTcbLevel {
    param($From, [string[]] $Statuses, [scriptblock] $ReadSvns, [long[]] $Svns)
    $levels = @(foreach ($level in (Get-PerfDocumentList $From 'tcbLevels')) {
        Read-PerfTcbLevel $level $Statuses $ReadSvns
    })
    if ($levels.Count -eq 0) { Deny-PerfFormat 'no levels' }
    for ($i = 1; $i -lt $levels.Count; $i++) {
        if ((Compare-PerfSvns $levels[$i - 1].Svns $levels[$i].Svns) -le 0) {
            Deny-PerfFormat 'its levels are not in descending order'
        }
    }
    foreach ($level in $levels) {
        $isReached = $true
        for ($i = 0; $i -lt $level.Svns.Length; $i++) {
            $isReached = $isReached -and $Svns[$i] -ge $level.Svns[$i]
        }
        if ($isReached) { return $level }
    }
    return $null
}

# The same where a level has one number: quoting enclaves and TDX modules.
function Find-PerfEnclaveLevel {
    param($From, [int] $IsvSvn)
    return Find-PerfTcbLevel $From @('UpToDate', 'OutOfDate', 'Revoked') {
        param($tcb)
        Get-PerfDocumentNumber $tcb 'isvsvn' 0xffff
    } @($IsvSvn)
}

# Intel's table: what the platform's status becomes beside the one of an enclave of its.
function Get-PerfConverged {
    param([string] $Platform, [string] $Enclave)
    if ($Platform -ceq 'Revoked' -or $Enclave -ceq 'Revoked') { return 'Revoked' }
    if ($Enclave -ceq 'UpToDate') { return $Platform }
    if ($Platform -clike '*Configuration*') { return 'OutOfDateConfigurationNeeded' }
    return 'OutOfDate'
}

# TDX 1.5, where the module may be newer than when the TD was launched.
function Get-PerfRelaunched {
    param([string] $Launch, [string] $Current)
    if ($Launch -cnotlike 'OutOfDate*' -or $Current -cmatch '\A(OutOfDate|Revoked)') { return $Launch }
    if ("$Launch$Current" -clike '*Configuration*') { return 'TDRelaunchAdvisedConfigurationNeeded' }
    return 'TDRelaunchAdvised'
}
