/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tcb_text.h - TCB infos of our own, as small as they can be: two levels each.
 */
#ifndef TEST_LIB_QUOTE_TCB_TEXT_H
#define TEST_LIB_QUOTE_TCB_TEXT_H

#define HEAD(id, version)                                                        \
	"{" id "\"version\":" version ",\"issueDate\":\"2026-01-01T00:00:00Z\"," \
	"\"nextUpdate\":\"2026-01-31T00:00:00Z\",\"fmspc\":\"00606A000000\","    \
	"\"pceId\":\"0001\",\"tcbType\":0,\"tcbEvaluationDataNumber\":21,"

/* One level: its numbers, its status, and what follows that. */
#define LEVEL(numbers, status, more)                                   \
	"{\"tcb\":{" numbers "},\"tcbDate\":\"2026-01-01T00:00:00Z\"," \
	"\"tcbStatus\":\"" status "\"" more "}"

#define ONE_OF(svn) "{\"svn\":" svn "}"
#define FOUR_OF(svn) ONE_OF(svn) "," ONE_OF(svn) "," ONE_OF(svn) "," ONE_OF(svn)
#define SIXTEEN_OF(svn) FOUR_OF(svn) "," FOUR_OF(svn) "," FOUR_OF(svn) "," FOUR_OF(svn)
#define SGX_OF(svn, pcesvn) "\"sgxtcbcomponents\":[" SIXTEEN_OF(svn) "],\"pcesvn\":" pcesvn

/* 8 and 13: UpToDate; 5 and 5: OutOfDate. */
#define TCB_TEXT_SGX                                                          \
	HEAD("\"id\":\"SGX\",", "3")                                          \
	"\"tcbLevels\":[" LEVEL(SGX_OF("8", "13"), "UpToDate", "") "," LEVEL( \
	    SGX_OF("5", "5"), "OutOfDate", ",\"advisoryIDs\":[\"INTEL-SA-00001\"]") "]}"

#define OLD_OF(svn, pcesvn)                                                                 \
	"\"sgxtcbcomp01svn\":" svn ",\"sgxtcbcomp02svn\":" svn ",\"sgxtcbcomp03svn\":" svn  \
	",\"sgxtcbcomp04svn\":" svn ",\"sgxtcbcomp05svn\":" svn ",\"sgxtcbcomp06svn\":" svn \
	",\"sgxtcbcomp07svn\":" svn ",\"sgxtcbcomp08svn\":" svn ",\"sgxtcbcomp09svn\":" svn \
	",\"sgxtcbcomp10svn\":" svn ",\"sgxtcbcomp11svn\":" svn ",\"sgxtcbcomp12svn\":" svn \
	",\"sgxtcbcomp13svn\":" svn ",\"sgxtcbcomp14svn\":" svn ",\"sgxtcbcomp15svn\":" svn \
	",\"sgxtcbcomp16svn\":" svn ",\"pcesvn\":" pcesvn

/* The same in version 2. */
#define TCB_TEXT_SGX_V2                                                       \
	HEAD("", "2")                                                         \
	"\"tcbLevels\":[" LEVEL(OLD_OF("8", "13"), "UpToDate", "") "," LEVEL( \
	    OLD_OF("5", "5"), "OutOfDate", "") "]}"

#define ZEROS_94                                          \
	"00000000000000000000000000000000000000000000000" \
	"00000000000000000000000000000000000000000000000"
#define MODULE(id, first, levels)                                                         \
	"{" id "\"mrsigner\":\"" first ZEROS_94 "\",\"attributes\":\"0000000000000000\"," \
	"\"attributesMask\":\"FFFFFFFFFFFFFFFF\"" levels "}"
#define MODULE_LEVEL(svn, status) \
	LEVEL("\"isvsvn\":" svn, status, ",\"advisoryIDs\":[\"INTEL-SA-0000" svn "\"]")
#define MODULE_3                                                               \
	MODULE("\"id\":\"TDX_03\",", "03",                                     \
	    ",\"tcbLevels\":[" MODULE_LEVEL("7", "UpToDate") "," MODULE_LEVEL( \
		"2", "OutOfDate") "]")
#define MODULE_1E \
	MODULE("\"id\":\"TDX_1E\",", "00", ",\"tcbLevels\":[" MODULE_LEVEL("9", "UpToDate") "]")

#define TDX_OF(sgx, pcesvn, first, third)                                                     \
	SGX_OF(sgx, pcesvn)                                                                   \
	",\"tdxtcbcomponents\":[" ONE_OF(first) "," ONE_OF("0") "," ONE_OF(third) "," ONE_OF( \
	    "0") "," FOUR_OF("0") "," FOUR_OF("0") "," FOUR_OF("0") "]"

/*
 * As SGX's, with TDX components 5,0,2: UpToDate; 3,0,1: OutOfDate.  Module 3 (signer 03..): 7
 * UpToDate, 2 OutOfDate; module 1E: 9 UpToDate; module 0 (signer 0).
 */
#define TCB_TEXT_TDX                                                                            \
	HEAD("\"id\":\"TDX\",", "3")                                                            \
	"\"tdxModule\":" MODULE("", "00",                                                       \
	    "") ",\"tdxModuleIdentities\":[" MODULE_3 "," MODULE_1E "],"                        \
		"\"tcbLevels\":[" LEVEL(TDX_OF("8", "13", "5", "2"), "UpToDate", "") "," LEVEL( \
		    TDX_OF("5", "5", "3", "1"), "OutOfDate", "") "]}"

#endif
