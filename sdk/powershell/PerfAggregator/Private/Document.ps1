# SPDX-License-Identifier: Apache-2.0
# TCB info and QE identity: JSON that Intel signed as the bytes it is, verified first and read
# afterwards.  Steps C, D, G, I and J of docs/attestation.md.

$script:TcbInfo = @{
    Code  = 'ATT_E_TCB'
    Item  = 'TCB info'
    Early = 'ATT_E_TCB_NOT_YET_VALID'
    Late  = 'ATT_E_TCB_EXPIRED'
    Form  = Get-PerfSignerChain ATT_E_TCB 'TCB info' 'TCB signing certificate'
}
$script:QeIdentity = @{
    Code  = 'ATT_E_QEID'
    Item  = 'QE identity'
    Early = 'ATT_E_QEID_NOT_YET_VALID'
    Late  = 'ATT_E_QEID_EXPIRED'
    Form  = Get-PerfSignerChain ATT_E_QEID 'QE identity' 'QE identity signing certificate'
}

function Read-PerfDocument {
    param([string] $Text)
    try {
        $json = ConvertFrom-PerfJson $Text -DepthMax 8 -WholeOnly
    } catch [InvalidOperationException] {
        Deny-PerfFormat $_.Exception.Message
    }
    if ($json -isnot [Collections.IDictionary]) { Deny-PerfFormat 'not a JSON object' }
    $null = Get-PerfDocumentList $json 'tcbLevels'
    return @{
        Json             = $json
        Version          = Get-PerfDocumentMember $json 'version' ([long])
        From             = Get-PerfDocumentTime $json 'issueDate'
        Until            = Get-PerfDocumentTime $json 'nextUpdate'
        EvaluationNumber = Get-PerfDocumentNumber $json 'tcbEvaluationDataNumber' 0xffffffffL
    }
}

# Who signed the text, that they did, what the block makes of it, and whether it is valid now.
# `Given` is @{ Pem; Text; Signature }, `Under` @{ Root; RootCrl; Clock }.
function Confirm-PerfDocument {
    param([hashtable] $Document, [hashtable] $Given, [hashtable] $Under, [scriptblock] $ReadMembers)
    $code = $Document.Code
    $form = $Document.Form
    $chain = Read-PerfChain $Given.Pem -IsBeside $form $Under.Root
    Confirm-PerfChain $chain $form $Under.Clock
    Assert-PerfEvidence (-not (Test-PerfRevoked $Under.RootCrl $chain[0])) "${code}_SIGNER_REVOKED" (
        $form.Items[0]) 'the root CRL names its serial number'
    $isThere = $Given.Text.Length -gt 0 -and $Given.Signature.Length -eq 64
    Assert-PerfEvidence $isThere "${code}_FORMAT" $Document.Item (
        'its text, or its signature of 64 bytes, is missing')
    $isSigned = Test-PerfP256 $chain[0].Point (ConvertTo-PerfBytes $Given.Text) $Given.Signature
    Assert-PerfEvidence $isSigned "${code}_SIGNATURE" $Document.Item (
        'its bytes are not signed by the key of its signing certificate')
    $text = $Given.Text
    $read = Read-PerfEvidence "${code}_FORMAT" $Document.Item { & $ReadMembers (Read-PerfDocument $text) }
    Confirm-PerfDates $read $Under.Clock $Document $Document.Item
    return $read
}

# C
function Confirm-PerfTcbInfo {
    param([hashtable] $Given, [hashtable] $Under, [string] $Tee, [hashtable] $Platform)
    $info = Confirm-PerfDocument $script:TcbInfo $Given $Under {
        param($document)
        $json = $document.Json
        if ((Get-PerfDocumentNumber $json 'tcbType' 0xff) -ne 0) { Deny-PerfFormat '"tcbType"' }
        $document.Id = ''
        if ($json.Contains('id')) { $document.Id = Get-PerfDocumentMember $json 'id' ([string]) }
        $document.Fmspc = Get-PerfDocumentHex $json 'fmspc' 6
        $document.PceId = Get-PerfDocumentHex $json 'pceId' 2
        $document
    }
    $item = $script:TcbInfo.Item
    # Version 2, of SGX before 2022, is in archives only.
    $isOurs = ($info.Version -eq 3 -and $info.Id -ceq $Tee) -or
        ($info.Version -eq 2 -and $info.Id -ceq '' -and $Tee -ceq 'SGX')
    Assert-PerfEvidence $isOurs ATT_E_TCB_TEE $item (
        "id $($info.Id), version $($info.Version); the quote is of $Tee")
    Assert-PerfEvidence ($info.Fmspc -ceq $Platform.Fmspc) ATT_E_FMSPC $item (
        "FMSPC $($info.Fmspc); the platform has $($Platform.Fmspc)")
    Assert-PerfEvidence ($info.PceId -ceq $Platform.PceId) ATT_E_PCEID $item (
        "PCEID $($info.PceId); the platform has $($Platform.PceId)")
    return $info
}

# D
function Confirm-PerfQeIdentity {
    param([hashtable] $Given, [hashtable] $Under, [string] $Tee)
    $identity = Confirm-PerfDocument $script:QeIdentity $Given $Under {
        param($document)
        $json = $document.Json
        $document.Id = Get-PerfDocumentMember $json 'id' ([string])
        $document.MiscSelect = Get-PerfDocumentHex $json 'miscselect' 4
        $document.MiscSelectMask = Get-PerfDocumentHex $json 'miscselectMask' 4
        $document.Attributes = Get-PerfDocumentHex $json 'attributes' 16
        $document.AttributesMask = Get-PerfDocumentHex $json 'attributesMask' 16
        $document.Mrsigner = Get-PerfDocumentHex $json 'mrsigner' 32
        $document.IsvProdId = Get-PerfDocumentNumber $json 'isvprodid' 0xffff
        $document
    }
    $wanted = if ($Tee -ceq 'SGX') { 'QE' } else { 'TD_QE' }
    $isOurs = $identity.Version -eq 2 -and $identity.Id -ceq $wanted
    Assert-PerfEvidence $isOurs ATT_E_QEID_TEE $script:QeIdentity.Item (
        "id $($identity.Id), version $($identity.Version); the quote is of $Tee")
    return $identity
}

# The bytes under a mask, in hex.
function Get-PerfMasked {
    param([byte[]] $Bytes, [string] $Mask)
    $bits = ConvertFrom-PerfHex $Mask
    $masked = [byte[]]::new($Bytes.Length)
    for ($i = 0; $i -lt $Bytes.Length; $i++) { $masked[$i] = $Bytes[$i] -band $bits[$i] }
    return ConvertTo-PerfHex $masked
}

# G: the quoting enclave is the one described, and nobody debugs it.
function Confirm-PerfQe {
    param([hashtable] $Identity, [hashtable] $Qe)
    $isSame = [ordered]@{
        MRSIGNER   = (ConvertTo-PerfHex $Qe.Mrsigner) -ceq $Identity.Mrsigner
        ISVPRODID  = $Qe.IsvProdId -eq $Identity.IsvProdId
        MISCSELECT = (Get-PerfMasked $Qe.MiscSelect $Identity.MiscSelectMask) -ceq $Identity.MiscSelect
        ATTRIBUTES = (Get-PerfMasked $Qe.Attributes $Identity.AttributesMask) -ceq $Identity.Attributes -and
            ($Qe.Attributes[0] -band $script:DebugFlag) -eq 0
    }
    foreach ($field in $isSame.Keys) {
        Assert-PerfEvidence $isSame[$field] ATT_E_QE_IDENTITY $field (
            "the QE report's is not the one of the QE identity")
    }
}

# I
function Get-PerfQeLevel {
    param([hashtable] $Identity, [hashtable] $Qe)
    $item = $script:QeIdentity.Item
    $level = Read-PerfEvidence ATT_E_QEID_FORMAT $item {
        Find-PerfEnclaveLevel $Identity.Json $Qe.IsvSvn
    }
    Assert-PerfEvidence ($null -ne $level) ATT_E_QE_TCB_UNSUPPORTED $item 'below every TCB level'
    return $level
}

# 16 component numbers; version 2 has a member for each.
function Get-PerfComponents {
    param($Tcb, [string] $Name, [bool] $IsOld)
    if ($IsOld) {
        foreach ($i in 1..16) { Get-PerfDocumentNumber $Tcb ('sgxtcbcomp{0:00}svn' -f $i) 0xff }
        return
    }
    $list = Get-PerfDocumentList $Tcb $Name
    if ($list.Count -ne 16) { Deny-PerfFormat "`"$Name`" has not 16 elements" }
    foreach ($component in $list) { Get-PerfDocumentNumber $component 'svn' 0xff }
}

# Whose module a TD ran on; its level, where its version has levels of its own.
function Get-PerfModuleLevel {
    param([hashtable] $Info, [hashtable] $Report, [byte[]] $TeeTcbSvn)
    $item = 'TDX module'
    $version = $TeeTcbSvn[1]
    $id = 'TDX_{0:X2}' -f $version
    $json = $Info.Json
    $module = Read-PerfEvidence ATT_E_TCB_FORMAT $item {
        if ($version -eq 0) { return Get-PerfDocumentMember $json 'tdxModule' ([Collections.IDictionary]) }
        if (-not $json.Contains('tdxModuleIdentities')) { return $null }
        foreach ($one in (Get-PerfDocumentList $json 'tdxModuleIdentities')) {
            if ((Get-PerfDocumentMember $one 'id' ([string])) -ceq $id) { return $one }
        }
        return $null
    }
    Assert-PerfEvidence ($null -ne $module) ATT_E_TDX_MODULE $item "the TCB info has no identity `"$id`""
    $own = Read-PerfEvidence ATT_E_TCB_FORMAT $item {
        $null = Get-PerfDocumentHex $module 'attributesMask' 8
        @{ Mrsigner = Get-PerfDocumentHex $module 'mrsigner' 48
            Attributes = Get-PerfDocumentHex $module 'attributes' 8 }
    }
    $level = $null
    if ($version -ne 0) {
        $level = Read-PerfEvidence ATT_E_TCB_FORMAT $item { Find-PerfEnclaveLevel $module $TeeTcbSvn[0] }
        Assert-PerfEvidence ($null -ne $level) ATT_E_TCB_UNSUPPORTED $item 'below every TCB level'
    }
    Assert-PerfEvidence ((ConvertTo-PerfHex $Report.MrSignerSeam) -ceq $own.Mrsigner) (
        'ATT_E_TDX_MODULE') $item 'its MRSIGNERSEAM is not the one of the TCB info'
    $isPlain = (Test-PerfZero $Report.SeamAttributes) -and
        (ConvertTo-PerfHex $Report.SeamAttributes) -ceq $own.Attributes
    Assert-PerfEvidence $isPlain ATT_E_TDX_MODULE $item (
        'its SEAMATTRIBUTES are not zero, or not those of the TCB info')
    return $level
}

# J: where the platform stands, with these numbers of a TD's module ($null for SGX): @{ Status; Date;
# Advisories }.
function Get-PerfPlatformLevel {
    param([hashtable] $Info, [hashtable] $Platform, [hashtable] $Report, $TeeTcbSvn)
    $item = $script:TcbInfo.Item
    $isOld = $Info.Version -eq 2
    $svns = @($Platform.Components)
    if ($null -ne $TeeTcbSvn) {
        $module = [byte[]]$TeeTcbSvn.Clone()
        # A module with a version of its own has levels of its own for the first two numbers.
        if ($module[1] -gt 0) { $module[0] = 255; $module[1] = 255 }
        $svns += @($module)
    }
    $svns += $Platform.PceSvn
    $level = Read-PerfEvidence ATT_E_TCB_FORMAT $item {
        Find-PerfTcbLevel $Info.Json $script:TcbStatuses {
            param($tcb)
            Get-PerfComponents $tcb 'sgxtcbcomponents' $isOld
            if ($null -ne $TeeTcbSvn) { Get-PerfComponents $tcb 'tdxtcbcomponents' $false }
            Get-PerfDocumentNumber $tcb 'pcesvn' 0xffff
        } $svns
    }
    Assert-PerfEvidence ($null -ne $level) ATT_E_TCB_UNSUPPORTED $item 'below every TCB level'
    if ($null -eq $TeeTcbSvn) { return $level }
    $own = Get-PerfModuleLevel $Info $Report $TeeTcbSvn
    if ($null -eq $own) { return $level }
    return @{
        Status     = Get-PerfConverged $level.Status $own.Status
        Date       = $level.Date
        Advisories = @($level.Advisories) + @($own.Advisories)
    }
}
