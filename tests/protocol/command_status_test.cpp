#include "protocol/command_status.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string_view>

namespace {

using protocol::command_status;

// Numbers and names as the tables have them (SMPP 3.4 table 5-2, 5.0 §4.7.6).
constexpr std::pair<std::uint32_t, const char*> specified[] = {
    {0x000, "ESME_ROK"},
    {0x001, "ESME_RINVMSGLEN"},
    {0x002, "ESME_RINVCMDLEN"},
    {0x003, "ESME_RINVCMDID"},
    {0x004, "ESME_RINVBNDSTS"},
    {0x005, "ESME_RALYBND"},
    {0x006, "ESME_RINVPRTFLG"},
    {0x007, "ESME_RINVREGDLVFLG"},
    {0x008, "ESME_RSYSERR"},
    {0x00A, "ESME_RINVSRCADR"},
    {0x00B, "ESME_RINVDSTADR"},
    {0x00C, "ESME_RINVMSGID"},
    {0x00D, "ESME_RBINDFAIL"},
    {0x00E, "ESME_RINVPASWD"},
    {0x00F, "ESME_RINVSYSID"},
    {0x011, "ESME_RCANCELFAIL"},
    {0x013, "ESME_RREPLACEFAIL"},
    {0x014, "ESME_RMSGQFUL"},
    {0x015, "ESME_RINVSERTYP"},
    {0x033, "ESME_RINVNUMDESTS"},
    {0x034, "ESME_RINVDLNAME"},
    {0x040, "ESME_RINVDESTFLAG"},
    {0x042, "ESME_RINVSUBREP"},
    {0x043, "ESME_RINVESMCLASS"},
    {0x044, "ESME_RCNTSUBDL"},
    {0x045, "ESME_RSUBMITFAIL"},
    {0x048, "ESME_RINVSRCTON"},
    {0x049, "ESME_RINVSRCNPI"},
    {0x050, "ESME_RINVDSTTON"},
    {0x051, "ESME_RINVDSTNPI"},
    {0x053, "ESME_RINVSYSTYP"},
    {0x054, "ESME_RINVREPFLAG"},
    {0x055, "ESME_RINVNUMMSGS"},
    {0x058, "ESME_RTHROTTLED"},
    {0x061, "ESME_RINVSCHED"},
    {0x062, "ESME_RINVEXPIRY"},
    {0x063, "ESME_RINVDFTMSGID"},
    {0x064, "ESME_RX_T_APPN"},
    {0x065, "ESME_RX_P_APPN"},
    {0x066, "ESME_RX_R_APPN"},
    {0x067, "ESME_RQUERYFAIL"},
    {0x0C0, "ESME_RINVTLVSTREAM"},
    {0x0C1, "ESME_RTLVNOTALLWD"},
    {0x0C2, "ESME_RINVTLVLEN"},
    {0x0C3, "ESME_RMISSINGTLV"},
    {0x0C4, "ESME_RINVTLVVAL"},
    {0x0FE, "ESME_RDELIVERYFAILURE"},
    {0x0FF, "ESME_RUNKNOWNERR"},
    {0x100, "ESME_RSERTYPUNAUTH"},
    {0x101, "ESME_RPROHIBITED"},
    {0x102, "ESME_RSERTYPUNAVAIL"},
    {0x103, "ESME_RSERTYPDENIED"},
    {0x104, "ESME_RINVDCS"},
    {0x105, "ESME_RINVSRCADDRSUBUNIT"},
    {0x106, "ESME_RINVDSTADDRSUBUNIT"},
    {0x107, "ESME_RINVBCASTFREQINT"},
    {0x108, "ESME_RINVBCASTALIAS_NAME"},
    {0x109, "ESME_RINVBCASTAREAFMT"},
    {0x10A, "ESME_RINVNUMBCAST_AREAS"},
    {0x10B, "ESME_RINVBCASTCNTTYPE"},
    {0x10C, "ESME_RINVBCASTMSGCLASS"},
    {0x10D, "ESME_RBCASTFAIL"},
    {0x10E, "ESME_RBCASTQUERYFAIL"},
    {0x10F, "ESME_RBCASTCANCELFAIL"},
    {0x110, "ESME_RINVBCAST_REP"},
    {0x111, "ESME_RINVBCASTSRVGRP"},
    {0x112, "ESME_RINVBCASTCHANIND"},
};

TEST(CommandStatus, HasTheSpecifiedNamesAndAMeaning) {
    for (const auto& [number, expected] : specified) {
        EXPECT_EQ(protocol::name(static_cast<command_status>(number)), expected);
        EXPECT_FALSE(protocol::meaning(static_cast<command_status>(number)).empty()) << expected;
    }
}

TEST(CommandStatus, CallsEveryOtherNumberVendorOrReserved) {
    std::set<std::uint32_t> known;
    for (const auto& each : specified) known.insert(each.first);
    for (std::uint32_t number = 0; number < 0x600; ++number) {
        if (known.contains(number)) continue;
        const auto status = static_cast<command_status>(number);
        EXPECT_EQ(protocol::name(status), number >= 0x400 && number <= 0x4FF ? "vendor" : "reserved") << std::hex << number;
        EXPECT_TRUE(protocol::meaning(status).empty()) << std::hex << number;
    }
    EXPECT_EQ(protocol::name(static_cast<command_status>(0xFFFFFFFF)), "reserved");
}

}  // namespace
