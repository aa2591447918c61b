#pragma once
// Every result code of SMPP 3.4 (§5.1.3, table 5-2) and 5.0 (§4.7.6), the tables' own names in name().
#include <cstdint>
#include <string_view>

namespace protocol {

enum class command_status : std::uint32_t {
    ok = 0x000,                                 // ESME_ROK
    invalid_message_length = 0x001,             // ESME_RINVMSGLEN
    invalid_command_length = 0x002,             // ESME_RINVCMDLEN
    invalid_command_id = 0x003,                 // ESME_RINVCMDID
    incorrect_bind_status = 0x004,              // ESME_RINVBNDSTS
    already_bound = 0x005,                      // ESME_RALYBND
    invalid_priority = 0x006,                   // ESME_RINVPRTFLG
    invalid_registered_delivery = 0x007,        // ESME_RINVREGDLVFLG
    system_error = 0x008,                       // ESME_RSYSERR
    invalid_source_address = 0x00A,             // ESME_RINVSRCADR
    invalid_destination_address = 0x00B,        // ESME_RINVDSTADR
    invalid_message_id = 0x00C,                 // ESME_RINVMSGID
    bind_failed = 0x00D,                        // ESME_RBINDFAIL
    invalid_password = 0x00E,                   // ESME_RINVPASWD
    invalid_system_id = 0x00F,                  // ESME_RINVSYSID
    cancel_failed = 0x011,                      // ESME_RCANCELFAIL
    replace_failed = 0x013,                     // ESME_RREPLACEFAIL
    message_queue_full = 0x014,                 // ESME_RMSGQFUL
    invalid_service_type = 0x015,               // ESME_RINVSERTYP
    invalid_number_of_destinations = 0x033,     // ESME_RINVNUMDESTS
    invalid_list_name = 0x034,                  // ESME_RINVDLNAME
    invalid_destination_flag = 0x040,           // ESME_RINVDESTFLAG
    invalid_submit_with_replace = 0x042,        // ESME_RINVSUBREP
    invalid_esm_class = 0x043,                  // ESME_RINVESMCLASS
    cannot_submit_to_list = 0x044,              // ESME_RCNTSUBDL
    submit_failed = 0x045,                      // ESME_RSUBMITFAIL
    invalid_source_ton = 0x048,                 // ESME_RINVSRCTON
    invalid_source_npi = 0x049,                 // ESME_RINVSRCNPI
    invalid_destination_ton = 0x050,            // ESME_RINVDSTTON
    invalid_destination_npi = 0x051,            // ESME_RINVDSTNPI
    invalid_system_type = 0x053,                // ESME_RINVSYSTYP
    invalid_replace_flag = 0x054,               // ESME_RINVREPFLAG
    invalid_number_of_messages = 0x055,         // ESME_RINVNUMMSGS
    throttled = 0x058,                          // ESME_RTHROTTLED
    invalid_scheduled_time = 0x061,             // ESME_RINVSCHED
    invalid_validity_period = 0x062,            // ESME_RINVEXPIRY
    invalid_default_message_id = 0x063,         // ESME_RINVDFTMSGID
    receiver_temporary_error = 0x064,           // ESME_RX_T_APPN
    receiver_permanent_error = 0x065,           // ESME_RX_P_APPN
    receiver_rejects = 0x066,                   // ESME_RX_R_APPN
    query_failed = 0x067,                       // ESME_RQUERYFAIL
    invalid_tlv_stream = 0x0C0,                 // ESME_RINVTLVSTREAM
    tlv_not_allowed = 0x0C1,                    // ESME_RTLVNOTALLWD
    invalid_tlv_length = 0x0C2,                 // ESME_RINVTLVLEN
    missing_tlv = 0x0C3,                        // ESME_RMISSINGTLV
    invalid_tlv_value = 0x0C4,                  // ESME_RINVTLVVAL
    delivery_failure = 0x0FE,                   // ESME_RDELIVERYFAILURE
    unknown_error = 0x0FF,                      // ESME_RUNKNOWNERR
    service_type_unauthorised = 0x100,          // ESME_RSERTYPUNAUTH
    prohibited = 0x101,                         // ESME_RPROHIBITED
    service_type_unavailable = 0x102,           // ESME_RSERTYPUNAVAIL
    service_type_denied = 0x103,                // ESME_RSERTYPDENIED
    invalid_data_coding = 0x104,                // ESME_RINVDCS
    invalid_source_subunit = 0x105,             // ESME_RINVSRCADDRSUBUNIT
    invalid_destination_subunit = 0x106,        // ESME_RINVDSTADDRSUBUNIT
    invalid_broadcast_frequency = 0x107,        // ESME_RINVBCASTFREQINT
    invalid_broadcast_alias = 0x108,            // ESME_RINVBCASTALIAS_NAME
    invalid_broadcast_area_format = 0x109,      // ESME_RINVBCASTAREAFMT
    invalid_number_of_broadcast_areas = 0x10A,  // ESME_RINVNUMBCAST_AREAS
    invalid_broadcast_content_type = 0x10B,     // ESME_RINVBCASTCNTTYPE
    invalid_broadcast_message_class = 0x10C,    // ESME_RINVBCASTMSGCLASS
    broadcast_failed = 0x10D,                   // ESME_RBCASTFAIL
    broadcast_query_failed = 0x10E,             // ESME_RBCASTQUERYFAIL
    broadcast_cancel_failed = 0x10F,            // ESME_RBCASTCANCELFAIL
    invalid_broadcast_repeat = 0x110,           // ESME_RINVBCAST_REP
    invalid_broadcast_service_group = 0x111,    // ESME_RINVBCASTSRVGRP
    invalid_broadcast_channel = 0x112,          // ESME_RINVBCASTCHANIND
};

// "ESME_RSUBMITFAIL" and so on; "vendor" for 0x400 to 0x4FF, else "reserved".
[[nodiscard]] std::string_view name(command_status status) noexcept;
// The table's sentence, such as "submit_sm or submit_multi failed"; empty for codes without one.
[[nodiscard]] std::string_view meaning(command_status status) noexcept;

}  // namespace protocol
