# SPDX-License-Identifier: Apache-2.0
# measurements.json: what a release, or who trusts it, lets a client accept (docs/attestation.md).
# Whatever is wrong is a [FormatException] that names the member.

$script:ReleasesMax = 16

# Of each TEE: its members, as hex of a size or a number up to a limit, with their names here; and
# which of them together say what code it is.
$script:ReleaseForms = @{
    SGX = @{
        Members = @{ mrenclave = 'Mrenclave', 'hex', 32; mrsigner = 'Mrsigner', 'hex', 32
            isvprodid = 'IsvProdId', 'number', 0xffff; min_isvsvn = 'MinIsvSvn', 'number', 0xffff }
        Code    = @('mrenclave'), @('mrsigner', 'isvprodid', 'min_isvsvn')
    }
    TDX = @{
        Members = @{ mrtd = 'Mrtd', 'hex', 48; rtmr0 = 'Rtmr0', 'hex', 48; rtmr1 = 'Rtmr1', 'hex', 48
            rtmr2 = 'Rtmr2', 'hex', 48; rtmr3 = 'Rtmr3', 'hex', 48; mrconfigid = 'MrConfigId', 'hex', 48
            mrowner = 'MrOwner', 'hex', 48; mrownerconfig = 'MrOwnerConfig', 'hex', 48 }
        Code    = @(, @('mrtd'))
    }
    'SEV-SNP' = @{
        Members = @{ measurement = 'Measurement', 'hex', 48; vmpl = 'Vmpl', 'number', 3
            host_data = 'HostData', 'hex', 32; min_guest_svn = 'MinGuestSvn', 'number', 0xffffffffL }
        Code    = @(, @('measurement'))
    }
}

# The members that are there, none of them unknown; null is as good as absent.
function Get-PerfKnownMembers {
    param($From, [string[]] $Known, [string] $What)
    if ($From -isnot [Collections.IDictionary]) { Deny-PerfFormat "$What is not an object" }
    foreach ($name in $From.Keys) {
        if ($null -eq $From[$name]) { continue }
        if ($name -cnotin $Known) { Deny-PerfFormat "$What has the unknown member `"$name`"" }
        $name
    }
}

function Read-PerfRelease {
    param($Release)
    $tee = ''
    if ($Release -is [Collections.IDictionary] -and $Release.Contains('tee')) { $tee = $Release['tee'] }
    if ($tee -cnotin 'SGX', 'TDX', 'SEV-SNP') {
        Deny-PerfFormat 'a release has no "tee" of SGX, TDX or SEV-SNP'
    }
    $form = $script:ReleaseForms[$tee]
    $given = @(Get-PerfKnownMembers $Release (@('name', 'tee') + @($form.Members.Keys)) 'a release')
    $said = @(foreach ($names in $form.Code) {
        $there = @($names | Where-Object { $_ -cin $given })
        if ($there.Count -gt 0) { $there.Count -eq @($names).Count }
    })
    if ($said.Count -ne 1 -or -not $said[0]) {
        Deny-PerfFormat "a release of $tee does not say which code it is"
    }
    $read = @{ Tee = $tee }
    foreach ($name in $given) {
        if ($name -ceq 'tee') { continue }
        if ($name -ceq 'name') {
            $text = Get-PerfDocumentMember $Release 'name' ([string])
            if ($text.Length -gt 64) { Deny-PerfFormat '"name" is longer than 64' }
            continue
        }
        $as, $kind, $size = $form.Members[$name]
        $read[$as] = if ($kind -ceq 'hex') {
            , (ConvertFrom-PerfHex (Get-PerfDocumentHex $Release $name $size))
        } else {
            Get-PerfDocumentNumber $Release $name $size
        }
    }
    return $read
}

# Texts that the block allows, none twice.
function Get-PerfDocumentTexts {
    param($From, [string] $Name, [int] $Max, [scriptblock] $IsAllowed)
    $list = Get-PerfDocumentList $From $Name
    $seen = @{}
    if ($list.Count -gt $Max) { Deny-PerfFormat "`"$Name`" lists more than $Max" }
    foreach ($text in $list) {
        if ($text -isnot [string] -or -not (& $IsAllowed $text) -or $seen.ContainsKey($text)) {
            Deny-PerfFormat "`"$Name`" lists what cannot be listed, or twice"
        }
        $seen[$text] = $true
        $text
    }
}

function Assert-PerfNotEmpty {
    param([object[]] $List, [string] $Name)
    if ($List.Count -lt 1 -or $List.Count -gt $script:ReleasesMax) {
        Deny-PerfFormat "`"$Name`" must list 1 to $script:ReleasesMax`: there is no `"any`""
    }
}

function Read-PerfReleases {
    param($Object, [string[]] $Given)
    if (('releases' -cin $Given) -eq ('measurements' -cin $Given)) {
        Deny-PerfFormat '"releases" must say which code is trusted (or "measurements", not both)'
    }
    if ('releases' -cin $Given) {
        $list = (Get-PerfDocumentList $Object 'releases').ToArray()
        Assert-PerfNotEmpty $list 'releases'
        foreach ($one in $list) { Read-PerfRelease $one }
        return
    }
    # The older form.
    $list = (Get-PerfDocumentList $Object 'measurements').ToArray()
    Assert-PerfNotEmpty $list 'measurements'
    foreach ($one in $list) { Read-PerfRelease ([ordered]@{ tee = 'SGX'; mrenclave = $one }) }
}

# The policy of a measurements.json (its parsed object) under this root.
function Read-PerfPolicy {
    param([hashtable] $Root, $Object)
    $given = @(Get-PerfKnownMembers $Object @('version', 'releases', 'measurements', 'statuses', 'advisories',
            'min_tcb_evaluation_data_number', 'max_collateral_age_days', 'platforms', 'snp_min_tcb') 'it')
    if ('version' -cin $given -and (Get-PerfDocumentNumber $Object 'version' 1) -ne 1) {
        Deny-PerfFormat '"version" is not 1'
    }
    $policy = Get-PerfPolicy $Root
    $policy.Releases = @(Read-PerfReleases $Object $given)
    switch ($given) {
        'statuses' {
            $policy.Statuses = @(Get-PerfDocumentTexts $Object 'statuses' $script:TcbStatuses.Count {
                    param($text) $text -cin $script:TcbStatuses -and $text -cne 'Revoked' })
            Assert-PerfNotEmpty $policy.Statuses 'statuses'
        }
        'advisories' {
            $policy.Advisories = @(Get-PerfDocumentTexts $Object 'advisories' 64 {
                    param($text) $text -cmatch $script:AdvisoryPattern })
        }
        'min_tcb_evaluation_data_number' {
            $policy.MinEvaluationNumber = Get-PerfDocumentNumber $Object $_ 0xffff
        }
        'max_collateral_age_days' {
            $policy.CollateralAgeDays = Get-PerfDocumentNumber $Object $_ 365
            if ($policy.CollateralAgeDays -lt 1) { Deny-PerfFormat "`"$_`" is below 1" }
        }
        'platforms' {
            $list = (Get-PerfDocumentList $Object 'platforms').ToArray()
            Assert-PerfNotEmpty $list 'platforms'
            $policy.Platforms = @(foreach ($one in $list) {
                    Get-PerfDocumentHex ([ordered]@{ platforms = $one }) 'platforms' 16 })
        }
        'snp_min_tcb' {
            # Read for its form only: SEV-SNP evidence is not for this client.
            $parts = 'bootloader', 'tee', 'snp', 'microcode'
            $minimum = $Object['snp_min_tcb']
            $said = @(Get-PerfKnownMembers $minimum ($parts + 'fmc') '"snp_min_tcb"')
            if ('fmc' -cin $said) { $parts += 'fmc' }
            foreach ($part in $parts) { $null = Get-PerfDocumentNumber $minimum $part 0xff }
        }
    }
    return $policy
}

# The policy of -Policy FILE or of -Measurement: one of them.
function Get-PerfTrust {
    param([hashtable] $Root, [string[]] $Measurement, [string] $File)
    if (-not $File) { return Get-PerfMeasurementPolicy $Root $Measurement }
    if (@($Measurement).Count -gt 0) {
        Deny-PerfOption 'Policy' 'name the code you trust by -Measurement or by -Policy, not by both'
    }
    try {
        $bytes = [IO.File]::ReadAllBytes($File)
    } catch {
        Deny-PerfOption 'Policy' "'$File' cannot be read: $($_.Exception.GetBaseException().Message)"
    }
    try {
        if ($bytes.Length -gt 65536) { Deny-PerfFormat 'it is larger than 65536 bytes' }
        return Read-PerfPolicy $Root (ConvertFrom-PerfJson $bytes)
    } catch [FormatException], [InvalidOperationException] {
        Deny-PerfOption 'Policy' "'$File' is not a policy: $($_.Exception.Message)"
    }
}
