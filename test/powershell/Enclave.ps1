# SPDX-License-Identifier: Apache-2.0
# A pretend enclave for the tests: a PKI, quotes and answers made from scratch, and a transport that
# plays the service.  What is spoiled in `Spoil` is spoiled before it is signed.

function Join-Der {
    param([int] $Tag, [object[]] $Parts)
    $contents = Join-PerfBytes @($Parts)
    $size = $contents.Length
    $length = if ($size -lt 128) { , [byte]$size }
    elseif ($size -lt 256) { 0x81, $size } else { 0x82, ($size -shr 8), ($size -band 255) }
    return , (Join-PerfBytes @([byte[]](@($Tag) + @($length)), $contents))
}

function Join-Oid { param([string] $Hex) return , (Join-Der 0x06 @(, (ConvertFrom-PerfHex $Hex))) }

function Join-Number {
    param([byte[]] $Bytes, [int] $Tag = 0x02)
    $at = 0
    while ($at -lt $Bytes.Length - 1 -and $Bytes[$at] -eq 0) { $at++ }
    $digits = [byte[]]$Bytes[$at..($Bytes.Length - 1)]
    if ($digits[0] -ge 0x80) { $digits = [byte[]](@([byte]0) + $digits) }
    return , (Join-Der $Tag @(, $digits))
}

function Join-Name {
    param([string] $CommonName, [string] $Organisation)
    $parts = foreach ($pair in @('55040a', $Organisation), @('550403', $CommonName)) {
        $text = Join-Der 0x0c @(, (ConvertTo-PerfBytes $pair[1]))
        , (Join-Der 0x31 @(, (Join-Der 0x30 @((Join-Oid $pair[0]), $text))))
    }
    return , (Join-Der 0x30 $parts)
}

function Join-Extension {
    param([string] $Oid, [bool] $IsCritical, [byte[]] $Value)
    $parts = @(, (Join-Oid $Oid))
    if ($IsCritical) { $parts += , (ConvertFrom-PerfHex '0101ff') }
    $parts += , (Join-Der 0x04 @(, $Value))
    return , (Join-Der 0x30 $parts)
}

function Join-SgxEntry {
    param([string] $Suffix, [byte[]] $Value)
    return , (Join-Der 0x30 @((Join-Oid "2a864886f84d010d01$Suffix"), $Value))
}

# The numbers of every platform here: sixteen components, and PCESVN.
$script:TestSvns = [int[]](1..17 | ForEach-Object { 250 + $_ % 6 })

function Join-SgxExtension {
    param([string] $Fmspc)
    $tcb = foreach ($i in 1..17) {
        , (Join-SgxEntry ('02{0:x2}' -f $i) (Join-Number ([byte[]](, $script:TestSvns[$i - 1]))))
    }
    $tcb += , (Join-SgxEntry '0212' (Join-Der 4 @(, [byte[]]::new(16))))
    return , (Join-Der 0x30 @(
            (Join-SgxEntry '01' (Join-Der 4 @(, [byte[]]::new(16)))),
            (Join-SgxEntry '02' (Join-Der 0x30 $tcb)),
            (Join-SgxEntry '03' (Join-Der 4 @(, [byte[]]::new(2)))),
            (Join-SgxEntry '04' (Join-Der 4 @(, (ConvertFrom-PerfHex $Fmspc)))),
            (Join-SgxEntry '05' (Join-Number ([byte[]](, 0)) 0x0a))))
}

function Get-Point {
    param($Key)
    $q = $Key.ExportParameters($false).Q
    return , (Join-PerfBytes @($q.X, $q.Y))
}

function Get-Signature {
    param($Key, [byte[]] $Bytes)
    return , $Key.SignData($Bytes, [Security.Cryptography.HashAlgorithmName]::SHA256)
}

# What certificates and revocation lists are on the outside.
function Join-Signed {
    param($Key, [byte[]] $Tbs)
    $raw = Get-Signature $Key $Tbs
    $pair = Join-Der 0x30 @((Join-Number (Get-PerfSlice $raw 0 32)), (Join-Number (Get-PerfSlice $raw 32 32)))
    return , (Join-Der 0x30 @($Tbs, $script:EcdsaWithSha256, (Join-Der 3 @([byte[]]::new(1), $pair))))
}

function Join-Time {
    param([datetime] $Time)
    return , (Join-Der 0x18 @(, (ConvertTo-PerfBytes $Time.ToString('yyyyMMddHHmmss\Z'))))
}

# A revocation list in DER.  `Is` is @{ Issuer; Key; Serials; From; Until; Entry; List }, the last two
# an extension of each entry and those of the list.
function Join-Crl {
    param([hashtable] $Is)
    $number = Join-Extension '551d14' $false ([byte[]](2, 1, 1))
    $authority = Join-Extension '551d23' $false ([byte[]](0x30, 0))
    $list = @($number, $authority)
    if ($null -ne $Is.List) { $list = $Is.List }
    $parts = @(
        , (Join-Number ([byte[]](, 1)))
        , $script:EcdsaWithSha256
        , $Is.Issuer
        , (Join-Time $Is.From)
        , (Join-Time $Is.Until)
    )
    if ($Is.Serials.Count -gt 0) {
        $entries = @(foreach ($serial in $Is.Serials) {
            $entry = @((Join-Number ([byte[]](1, 2, $serial))), (Join-Time $Is.From))
            if ($null -ne $Is.Entry) { $entry += , (Join-Der 0x30 @(, $Is.Entry)) }
            , (Join-Der 0x30 $entry)
        })
        $parts += , (Join-Der 0x30 $entries)
    }
    $parts += , (Join-Der 0xa0 @(, (Join-Der 0x30 $list)))
    return , (Join-Signed $Is.Key (Join-Der 0x30 $parts))
}

# A certificate in PEM.  `Is` is @{ Name; Key; Issuer; IssuerKey; Basic; Uses; Sgx; From; Until;
# Extra }, Basic and Uses in hex.
function Join-Certificate {
    param([hashtable] $Is)
    $sha = ConvertFrom-PerfHex '300a06082a8648ce3d040302'
    $times = @((Join-Time $Is.From), (Join-Time $Is.Until))
    $extensions = @(
        , (Join-Extension '551d0f' $true (ConvertFrom-PerfHex $Is.Uses))
        , (Join-Extension '551d13' $true (ConvertFrom-PerfHex $Is.Basic))
        if ($Is.Sgx) { , (Join-Extension '2a864886f84d010d01' $false $Is.Sgx) }
        if ($Is.Extra) { , $Is.Extra }
    )
    $tbs = Join-Der 0x30 @(
        (ConvertFrom-PerfHex 'a003020102'), (Join-Number ([byte[]](1, 2, $Is.Serial))), $sha, $Is.Issuer,
        (Join-Der 0x30 $times), $Is.Name,
        (Join-PerfBytes @($script:P256Key, (Get-Point $Is.Key))),
        (Join-Der 0xa3 @(, (Join-Der 0x30 $extensions))))
    $der = Join-Signed $Is.IssuerKey $tbs
    $text = [Convert]::ToBase64String($der) -replace '(.{1,64})', "`$1`n"
    return "-----BEGIN CERTIFICATE-----`n$text-----END CERTIFICATE-----`n"
}

function Get-TestKey {
    return [Security.Cryptography.ECDsa]::Create([Security.Cryptography.ECCurve+NamedCurves]::nistP256)
}

# Four keys and certificates of a kind (0 Intel's names, 1 simulated ones): root, CA, platform, and who
# signs the documents.
function New-TestPki {
    param([int] $Kind, [hashtable] $Spoil = @{})
    $names = $script:EvidenceKinds[$Kind]
    $pki = @{ Kind = $names; Root = Get-TestKey; Ca = Get-TestKey; Pck = Get-TestKey; Tcb = Get-TestKey }
    $o = $names.Organisation
    $root = @{ Name = Join-Name $names.Names.Root[0] $o; Key = $pki.Root; IssuerKey = $pki.Root
        Basic = '30060101ff020101'; Uses = '03020106'; Serial = 1 }
    $ca = @{ Name = Join-Name $names.Names.Ca[0] $o; Key = $pki.Ca; IssuerKey = $pki.Root
        Basic = '30060101ff020100'; Uses = '03020106'; Serial = 2 }
    $pck = @{ Name = Join-Name $names.Names.Pck[0] $o; Key = $pki.Pck; IssuerKey = $pki.Ca; Basic = '3000'
        Uses = '030206c0'; Sgx = Join-SgxExtension $script:SimulatedFmspc; Serial = 3 }
    $tcb = @{ Name = Join-Name $names.Names.Tcb[0] $o; Key = $pki.Tcb; IssuerKey = $pki.Root; Basic = '3000'
        Uses = '030206c0'; Serial = 4 }
    $all = @{ Root = $root; Ca = $ca; Pck = $pck; Tcb = $tcb }
    foreach ($one in $all.Values) {
        $one.From = [datetime]::UtcNow.AddDays(-1)
        $one.Until = [datetime]::UtcNow.AddDays(30)
        foreach ($name in 'Extra', 'Sgx') { if (-not $one.ContainsKey($name)) { $one[$name] = $null } }
    }
    foreach ($name in @($Spoil.Keys)) {
        # "Ca.Basic" = value; a name is given as @(common name, organisation)
        $which, $field = $name.Split('.')
        $value = $Spoil[$name]
        if ($field -ceq 'Name') { $value = Join-Name $value[0] $value[1] }
        $all[$which][$field] = $value
    }
    if (-not $root.ContainsKey('Issuer')) { $root.Issuer = $root.Name }
    foreach ($one in $ca, $tcb) { if (-not $one.ContainsKey('Issuer')) { $one.Issuer = $root.Name } }
    if (-not $pck.ContainsKey('Issuer')) { $pck.Issuer = $ca.Name }
    $pki.RootName = $root.Name
    $pki.CaName = $ca.Name
    $pki.RootPem = Join-Certificate $root
    $pki.Chain = (Join-Certificate $pck) + (Join-Certificate $ca) + $pki.RootPem
    $pki.SignerChain = (Join-Certificate $tcb) + $pki.RootPem
    return $pki
}

# TCB info and QE identity for a platform, to be spoiled before they are signed.
function New-TestDocuments {
    $times = [ordered]@{
        issueDate  = [datetime]::UtcNow.AddHours(-1).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'")
        nextUpdate = [datetime]::UtcNow.AddDays(29).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'")
    }
    $components = @(foreach ($i in 0..15) { [ordered]@{ svn = $script:TestSvns[$i] } })
    $zeros = @(foreach ($i in 0..15) { [ordered]@{ svn = 0 } })
    $date = '2026-01-01T00:00:00Z'
    $info = [ordered]@{ id = 'SGX'; version = 3 } + $times + [ordered]@{
        fmspc = $script:SimulatedFmspc; pceId = '0000'; tcbType = 0; tcbEvaluationDataNumber = 21
        tcbLevels = @(
            [ordered]@{ tcb = [ordered]@{ sgxtcbcomponents = $components; pcesvn = $script:TestSvns[16] }
                tcbDate = $date; tcbStatus = 'UpToDate' }
            [ordered]@{ tcb = [ordered]@{ sgxtcbcomponents = $zeros; pcesvn = 0 }
                tcbDate = $date; tcbStatus = 'OutOfDate'; advisoryIDs = @('INTEL-SA-00615') })
    }
    $identity = [ordered]@{ id = 'QE'; version = 2 } + $times + [ordered]@{
        tcbEvaluationDataNumber = 21; miscselect = '00000000'; miscselectMask = 'FFFFFFFF'
        attributes = '01' + '00' * 15; attributesMask = 'FB' + 'FF' * 7 + '00' * 8
        mrsigner = '51' * 32; isvprodid = 1
        tcbLevels = @(
            [ordered]@{ tcb = [ordered]@{ isvsvn = 8 }; tcbDate = $date; tcbStatus = 'UpToDate' }
            [ordered]@{ tcb = [ordered]@{ isvsvn = 1 }; tcbDate = $date; tcbStatus = 'OutOfDate' })
    }
    return @{ Info = $info; Identity = $identity }
}

# The collateral as the wire has it.  `Spoil`: Root and Pck, what of that list is different (as
# Join-Crl takes it); Documents, a block that changes them; Info and Identity, texts to be signed
# instead.
function New-TestCollateral {
    param([hashtable] $Pki, [hashtable] $Spoil = @{})
    $documents = New-TestDocuments
    if ($Spoil.ContainsKey('Documents')) { $null = & $Spoil.Documents $documents }
    $lists = @{}
    foreach ($which in @('Root', 'RootName'), @('Pck', 'CaName')) {
        $key = if ($which[0] -ceq 'Root') { $Pki.Root } else { $Pki.Ca }
        $is = @{ Issuer = $Pki[$which[1]]; Key = $key; Serials = @(); Entry = $null; List = $null
            From = [datetime]::UtcNow.AddHours(-1); Until = [datetime]::UtcNow.AddDays(29) }
        if ($Spoil.ContainsKey($which[0])) {
            foreach ($name in $Spoil[$which[0]].Keys) { $is[$name] = $Spoil[$which[0]][$name] }
        }
        $lists[$which[0]] = ConvertTo-PerfHex (Join-Crl $is)
    }
    $texts = @{}
    foreach ($name in 'Info', 'Identity') {
        $texts[$name] = if ($Spoil.ContainsKey($name)) { $Spoil[$name] } else { ConvertTo-PerfJson $documents[$name] }
    }
    return [ordered]@{
        root_ca_crl              = $lists.Root
        pck_crl                  = $lists.Pck
        tcb_info_issuer_chain    = $Pki.SignerChain
        tcb_info                 = $texts.Info
        tcb_info_signature       = ConvertTo-PerfHex (Get-Signature $Pki.Tcb (ConvertTo-PerfBytes $texts.Info))
        qe_identity_issuer_chain = $Pki.SignerChain
        qe_identity              = $texts.Identity
        qe_identity_signature    = ConvertTo-PerfHex (Get-Signature $Pki.Tcb (ConvertTo-PerfBytes $texts.Identity))
    }
}

# A quote; `Spoil` may set Flags, Vendor, Version, KeyType, TeeType, Mrenclave, QeReportData,
# SignedBy (the attestation key's stand-in), QeSignedBy, Type, Chain, Auth, QeFlags, QeSvn.
function New-TestQuote {
    param([hashtable] $Pki, [byte[]] $ReportData, [hashtable] $Spoil = @{})
    $is = @{ Flags = 0x07; Vendor = $Pki.Kind.Vendor; Version = 3; KeyType = 2; TeeType = 0
        Mrenclave = $script:TestMeasurement; QeReportData = $null; SignedBy = $null
        QeSignedBy = $Pki.Pck; Type = 5; Chain = $Pki.Chain; Auth = [byte[]](1..32); QeFlags = 0x05; QeSvn = 8 }
    if (-not $Pki.Kind.IsSimulated) { $is.Flags = 0x05 }
    foreach ($name in $Spoil.Keys) { $is[$name] = $Spoil[$name] }
    $ak = Get-TestKey
    $bytes = [byte[]]::new(432)
    $bytes[0] = $is.Version; $bytes[2] = $is.KeyType; $bytes[4] = $is.TeeType; $bytes[96] = $is.Flags
    (ConvertFrom-PerfHex $is.Vendor).CopyTo($bytes, 12)
    $is.Mrenclave.CopyTo($bytes, 112)
    $ReportData.CopyTo($bytes, 368)
    $qe = [byte[]]::new(384)
    $vouched = Get-PerfSha256 (Join-PerfBytes @((Get-Point $ak), $is.Auth))
    if ($null -ne $is.QeReportData) { $vouched = $is.QeReportData }
    $vouched.CopyTo($qe, 320)
    $qe[48] = $is.QeFlags
    ([byte[]](, 0x51) * 32).CopyTo($qe, 128)
    $qe[256] = 1; $qe[258] = $is.QeSvn
    $signer = if ($null -ne $is.SignedBy) { $is.SignedBy } else { $ak }
    $chain = ConvertTo-PerfBytes $is.Chain
    $sizes = [BitConverter]::GetBytes([uint16]$is.Auth.Length), [BitConverter]::GetBytes([uint16]$is.Type)
    $auth = Join-PerfBytes @(
        (Get-Signature $signer $bytes), (Get-Point $ak), $qe, (Get-Signature $is.QeSignedBy $qe),
        $sizes[0], $is.Auth, $sizes[1], [BitConverter]::GetBytes([uint32]$chain.Length), $chain)
    return , (Join-PerfBytes @($bytes, [BitConverter]::GetBytes([uint32]$auth.Length), $auth))
}

$script:TestMeasurement = [byte[]](1..32)

# An enclave: its keys, and the PKI of its quotes.
function New-TestEnclave {
    param([int] $Kind = 1)
    $private = Get-PerfRandom 32
    $pki = New-TestPki $Kind
    return @{
        Private = $private; PublicKey = Get-PerfX25519Public $private; IdentityKey = Get-PerfRandom 32
        Challenge = Get-PerfRandom 24; Pki = $pki; Requests = [Collections.Generic.List[object]]::new()
        Answer = @{}; Binding = @{}; Quote = @{}; BeforeReply = $null; Reply = $null
        Collateral = New-TestCollateral $pki
    }
}

# Its answer to a nonce.  `Enclave.Binding` overrides fields before they are hashed, `Enclave.Quote`
# spoils the quote, `Enclave.Answer` overrides members of the JSON afterwards.
function Get-TestAnswer {
    param([hashtable] $Enclave, [string] $NonceText)
    $isSimulated = $Enclave.Pki.Kind.IsSimulated
    $config = "perf-aggregator-config/1`nexchange=binance`n"
    $binding = @{
        Version = 1; Flags = $(if ($isSimulated) { 6 } else { 2 })
        Nonce = ConvertFrom-PerfBase64Url $NonceText
        PublicKey = $Enclave.PublicKey; IdentityKey = $Enclave.IdentityKey
        TlsSpkiSha256 = [byte[]]::new(32)
        CollateralSha256 = Get-PerfCollateralHash (Read-PerfCollateral $Enclave.Collateral)
        ConfigSha256 = Get-PerfSha256 (ConvertTo-PerfBytes $config)
    }
    foreach ($name in $Enclave.Binding.Keys) { $binding[$name] = $Enclave.Binding[$name] }
    $quote = New-TestQuote $Enclave.Pki (Get-PerfReportData $binding) $Enclave.Quote
    $answer = [ordered]@{
        enclave_id = '00112233aabbccdd'; version = '1.0.0'; timestamp = '2026-01-01T00:00:00.000Z'
        attestation_type = $(if ($isSimulated) { 'SGX_QUOTE_SIMULATED' } else { 'SGX_QUOTE' })
        simulated = $isSimulated; measurement = ConvertTo-PerfHex $script:TestMeasurement
        public_key = [Convert]::ToBase64String($binding.PublicKey)
        identity_key = [Convert]::ToBase64String($binding.IdentityKey)
        key_id = ConvertTo-PerfBase64Url (Get-PerfKeyId $binding.PublicKey)
        challenge = ConvertTo-PerfBase64Url $Enclave.Challenge
        quote = [Convert]::ToBase64String($quote); collateral = $Enclave.Collateral; config = $config
        binding = [ordered]@{
            version = $binding.Version; flags = $binding.Flags
            nonce = ConvertTo-PerfBase64Url $binding.Nonce
            tls_spki_sha256 = ConvertTo-PerfHex $binding.TlsSpkiSha256
            collateral_sha256 = ConvertTo-PerfHex $binding.CollateralSha256
            config_sha256 = ConvertTo-PerfHex $binding.ConfigSha256
        }
    }
    foreach ($name in $Enclave.Answer.Keys) { $answer[$name] = $Enclave.Answer[$name] }
    return $answer
}

# Open an envelope as the enclave would: gives @{ Plain; PopKey }.
function Open-TestEnvelope {
    param([hashtable] $Enclave, $Request)
    $enc = ConvertFrom-PerfBase64 $Request['ephemeral_pub']
    $dh = Get-PerfX25519 $Enclave.Private $enc
    $prk = Get-PerfLabeledExtract $KemSuite ([byte[]]::new(0)) 'eae_prk' $dh
    $shared = Get-PerfLabeledExpand $KemSuite $prk 'shared_secret' (Join-PerfBytes @($enc, $Enclave.PublicKey)) 32
    $info = Get-PerfEnvelopeInfo @{ Measurement = $TestMeasurement; PublicKey = $Enclave.PublicKey
        IdentityKey = $Enclave.IdentityKey
        ConfigSha256 = Get-PerfSha256 (ConvertTo-PerfBytes "perf-aggregator-config/1`nexchange=binance`n") }
    $none = [byte[]]::new(0)
    $context = Join-PerfBytes @([byte[]]::new(1), (Get-PerfLabeledExtract $HpkeSuite $none 'psk_id_hash' $none),
        (Get-PerfLabeledExtract $HpkeSuite $none 'info_hash' $info))
    $secret = Get-PerfLabeledExtract $HpkeSuite $shared 'secret' $none
    $key = Get-PerfLabeledExpand $HpkeSuite $secret 'key' $context 32
    $nonce = Get-PerfLabeledExpand $HpkeSuite $secret 'base_nonce' $context 12
    $metadata = $Request['metadata']
    $aad = Get-PerfEnvelopeAad @{ KeyId = ConvertFrom-PerfBase64Url $Request['key_id']
        Challenge = ConvertFrom-PerfBase64Url $Request['challenge']; IssuedAt = $Request['issued_at']
        Exchange = $metadata['exchange']; Label = $metadata['label']; Ttl = $metadata['ttl']
        Proof = $metadata['proof'] }
    $cipher = ConvertFrom-PerfBase64 $Request['ciphertext']
    $plain = [byte[]]::new($cipher.Length)
    $gcm = [Security.Cryptography.AesGcm]::new($key, 16)
    $gcm.Decrypt($nonce, $cipher, (ConvertFrom-PerfBase64 $Request['tag']), $plain, $aad)
    $exporter = @{ Exporter = Get-PerfLabeledExpand $HpkeSuite $secret 'exp' $context 32 }
    return @{ Plain = $plain; Enc = $enc; PopKey = Get-PerfHpkeExport $exporter 'perf-aggregator/pop/v1' 32 }
}

function Get-JsonAnswer {
    param($Value, [int] $Status = 200, [string] $Type = 'application/json')
    return @{ Status = $Status; ContentType = $Type; RetryAfter = $null
        Body = ConvertTo-PerfBytes (ConvertTo-PerfJson $Value) }
}

# The transport of the enclave made last: what comes is kept in its Requests.  (A closure would
# not see the functions here.)
function Get-TestTransport {
    param([hashtable] $Enclave)
    $script:PlayedEnclave = $Enclave
    return {
        param($Request)
        $Enclave = $script:PlayedEnclave
        $Enclave.Requests.Add($Request)
        if ($Request.Uri.AbsolutePath -ceq '/attestation/quote') {
            return Get-JsonAnswer (Get-TestAnswer $Enclave $Request.Uri.Query.Substring('?nonce='.Length))
        }
        if ($Request.Uri.AbsolutePath -cne '/enclave/submit_key') { return & $Enclave.Reply $Request }
        $envelope = ConvertFrom-PerfJson $Request.Body
        $opened = Open-TestEnvelope $Enclave $envelope
        $Enclave.Opened = $opened
        $id = 'session_1790000120_' + (ConvertTo-PerfBase64Url (Get-PerfRandom 32))
        $expires = '2026-09-22T14:15:20.000Z'
        $receipt = Get-PerfReceipt $opened.PopKey $opened.Enc $id $expires
        $reply = [ordered]@{ session_id = $id; expires_at = $expires; status = 'active'
            permissions = [ordered]@{ read = $true; trade = $false }
            receipt = [Convert]::ToBase64String($receipt) }
        if ($null -ne $Enclave.BeforeReply) { & $Enclave.BeforeReply $reply }
        return Get-JsonAnswer $reply 201
    }
}
