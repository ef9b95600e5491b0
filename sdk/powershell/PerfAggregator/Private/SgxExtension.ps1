# SPDX-License-Identifier: Apache-2.0
# What a PCK certificate says about its platform: its SGX extension (1.2.840.113741.1.13.1), checked
# whole.

# SEQUENCE OF SEQUENCE { OID, value }: `Parent` and one byte from 1 to `Count`, none twice; the
# block reads each value from its reader, given the number.  Gives the numbers in order of
# appearance.
function Read-PerfSgxEntries {
    param([hashtable] $Reader, [string] $Parent, [int] $Count, [scriptblock] $ReadValue)
    $list = Enter-PerfDer $Reader $script:DerSequence
    $seen = @()
    while ($list.At -lt $list.End) {
        $entry = Enter-PerfDer $list $script:DerSequence
        $oid = ConvertTo-PerfHex (Read-PerfDer $entry $script:DerOid)
        $isChild = $oid.Length -eq $Parent.Length + 2 -and
            $oid.StartsWith($Parent, [StringComparison]::Ordinal)
        if (-not $isChild) { Deny-PerfFormat 'SGX extension: OID' }
        $number = [Convert]::ToInt32($oid.Substring($Parent.Length), 16)
        if ($number -lt 1 -or $number -gt $Count -or $number -in $seen) {
            Deny-PerfFormat 'SGX extension: entry'
        }
        $seen += $number
        $null = & $ReadValue $number $entry
        Assert-PerfDerEnd $entry
    }
    return , $seen
}

function Assert-PerfSgxCount {
    param([int[]] $Seen, [int] $Count)
    if ($Seen.Count -ne $Count) { Deny-PerfFormat 'SGX extension: an entry is missing' }
}

# 16 component SVNs, PCESVN, CPUSVN (which is encoded otherwise, and compared with nothing).
function Read-PerfSgxTcb {
    param([hashtable] $Reader, [hashtable] $Platform)
    $seen = Read-PerfSgxEntries $Reader "${script:SgxOid}02" 18 {
        param($number, $entry)
        switch ($number) {
            18 { Read-PerfDerOctets $entry 16 }
            17 { $Platform.PceSvn = Read-PerfDerNumber $entry 0xffff }
            default { $Platform.Components[$number - 1] = Read-PerfDerNumber $entry 0xff }
        }
    }
    Assert-PerfSgxCount $seen 18
}

# Dynamic platform, cached keys, SMT.
function Read-PerfSgxConfiguration {
    param([hashtable] $Reader)
    $seen = Read-PerfSgxEntries $Reader "${script:SgxOid}07" 3 {
        param($number, $entry)
        Read-PerfDerBoolean $entry
    }
    Assert-PerfSgxCount $seen 3
}

# @{ Components; PceSvn; Fmspc; PceId; Ppid; Instance }, ids in hex; `Instance` is empty but from a
# Platform CA.  [FormatException] when anything in the extension is not as it must be.
function Read-PerfSgxExtension {
    param([byte[]] $Value)
    $reader = Get-PerfDerReader $Value
    $platform = @{ Components = [int[]]::new(16); PceSvn = 0; Instance = '' }
    $seen = Read-PerfSgxEntries $reader $script:SgxOid 7 {
        param($number, $entry)
        switch ($number) {
            1 { $platform.Ppid = ConvertTo-PerfHex (Read-PerfDerOctets $entry 16) }
            2 { Read-PerfSgxTcb $entry $platform }
            3 { $platform.PceId = ConvertTo-PerfHex (Read-PerfDerOctets $entry 2) }
            4 { $platform.Fmspc = ConvertTo-PerfHex (Read-PerfDerOctets $entry 6) }
            5 { Read-PerfDerNumber $entry 2 $script:DerEnumerated } # SGX type
            6 { $platform.Instance = ConvertTo-PerfHex (Read-PerfDerOctets $entry 16) }
            7 { Read-PerfSgxConfiguration $entry }
        }
    }
    Assert-PerfDerEnd $reader
    # Five entries from the Processor CA; the Platform CA adds the last two.
    $isProcessor = $seen.Count -eq 5 -and 6 -notin $seen -and 7 -notin $seen
    if (-not $isProcessor) { Assert-PerfSgxCount $seen 7 }
    return $platform
}
