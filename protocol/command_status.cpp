#include "protocol/command_status.hpp"

#include <algorithm>
#include <array>

namespace protocol {
namespace {

struct row {
    command_status status;
    std::string_view name;
    std::string_view meaning;
};

using enum command_status;
constexpr std::array table{
    // by number, for the binary search
    row{ok, "ESME_ROK", "No error"},
    row{invalid_message_length, "ESME_RINVMSGLEN", "Message length is invalid"},
    row{invalid_command_length, "ESME_RINVCMDLEN", "Command length is invalid"},
    row{invalid_command_id, "ESME_RINVCMDID", "Invalid command id"},
    row{incorrect_bind_status, "ESME_RINVBNDSTS", "Incorrect bind status for given command"},
    row{already_bound, "ESME_RALYBND", "ESME already in bound state"},
    row{invalid_priority, "ESME_RINVPRTFLG", "Invalid priority flag"},
    row{invalid_registered_delivery, "ESME_RINVREGDLVFLG", "Invalid registered delivery flag"},
    row{system_error, "ESME_RSYSERR", "System error"},
    row{invalid_source_address, "ESME_RINVSRCADR", "Invalid source address"},
    row{invalid_destination_address, "ESME_RINVDSTADR", "Invalid destination address"},
    row{invalid_message_id, "ESME_RINVMSGID", "Message id is invalid"},
    row{bind_failed, "ESME_RBINDFAIL", "Bind failed"},
    row{invalid_password, "ESME_RINVPASWD", "Invalid password"},
    row{invalid_system_id, "ESME_RINVSYSID", "Invalid system id"},
    row{cancel_failed, "ESME_RCANCELFAIL", "cancel_sm failed"},
    row{replace_failed, "ESME_RREPLACEFAIL", "replace_sm failed"},
    row{message_queue_full, "ESME_RMSGQFUL", "Message queue full"},
    row{invalid_service_type, "ESME_RINVSERTYP", "Invalid service type"},
    row{invalid_number_of_destinations, "ESME_RINVNUMDESTS", "Invalid number of destinations"},
    row{invalid_list_name, "ESME_RINVDLNAME", "Invalid distribution list name"},
    row{invalid_destination_flag, "ESME_RINVDESTFLAG", "Destination flag is invalid"},
    row{invalid_submit_with_replace, "ESME_RINVSUBREP", "Invalid submit with replace request"},
    row{invalid_esm_class, "ESME_RINVESMCLASS", "Invalid esm_class field data"},
    row{cannot_submit_to_list, "ESME_RCNTSUBDL", "Cannot submit to distribution list"},
    row{submit_failed, "ESME_RSUBMITFAIL", "submit_sm or submit_multi failed"},
    row{invalid_source_ton, "ESME_RINVSRCTON", "Invalid source address TON"},
    row{invalid_source_npi, "ESME_RINVSRCNPI", "Invalid source address NPI"},
    row{invalid_destination_ton, "ESME_RINVDSTTON", "Invalid destination address TON"},
    row{invalid_destination_npi, "ESME_RINVDSTNPI", "Invalid destination address NPI"},
    row{invalid_system_type, "ESME_RINVSYSTYP", "Invalid system_type field"},
    row{invalid_replace_flag, "ESME_RINVREPFLAG", "Invalid replace_if_present flag"},
    row{invalid_number_of_messages, "ESME_RINVNUMMSGS", "Invalid number of messages"},
    row{throttled, "ESME_RTHROTTLED", "Throttling error"},
    row{invalid_scheduled_time, "ESME_RINVSCHED", "Invalid scheduled delivery time"},
    row{invalid_validity_period, "ESME_RINVEXPIRY", "Invalid message validity period"},
    row{invalid_default_message_id, "ESME_RINVDFTMSGID", "Predefined message is invalid or not found"},
    row{receiver_temporary_error, "ESME_RX_T_APPN", "ESME receiver temporary application error"},
    row{receiver_permanent_error, "ESME_RX_P_APPN", "ESME receiver permanent application error"},
    row{receiver_rejects, "ESME_RX_R_APPN", "ESME receiver reject message error"},
    row{query_failed, "ESME_RQUERYFAIL", "query_sm request failed"},
    row{invalid_tlv_stream, "ESME_RINVTLVSTREAM", "Error in the optional part of the PDU body"},
    row{tlv_not_allowed, "ESME_RTLVNOTALLWD", "Optional parameter not allowed"},
    row{invalid_tlv_length, "ESME_RINVTLVLEN", "Invalid parameter length"},
    row{missing_tlv, "ESME_RMISSINGTLV", "Expected optional parameter missing"},
    row{invalid_tlv_value, "ESME_RINVTLVVAL", "Invalid optional parameter value"},
    row{delivery_failure, "ESME_RDELIVERYFAILURE", "Delivery failure"},
    row{unknown_error, "ESME_RUNKNOWNERR", "Unknown error"},
    row{service_type_unauthorised, "ESME_RSERTYPUNAUTH", "ESME not authorised to use specified service_type"},
    row{prohibited, "ESME_RPROHIBITED", "ESME prohibited from using specified operation"},
    row{service_type_unavailable, "ESME_RSERTYPUNAVAIL", "Specified service_type is unavailable"},
    row{service_type_denied, "ESME_RSERTYPDENIED", "Specified service_type is denied"},
    row{invalid_data_coding, "ESME_RINVDCS", "Invalid data coding scheme"},
    row{invalid_source_subunit, "ESME_RINVSRCADDRSUBUNIT", "Source address sub unit is invalid"},
    row{invalid_destination_subunit, "ESME_RINVDSTADDRSUBUNIT", "Destination address sub unit is invalid"},
    row{invalid_broadcast_frequency, "ESME_RINVBCASTFREQINT", "Broadcast frequency interval is invalid"},
    row{invalid_broadcast_alias, "ESME_RINVBCASTALIAS_NAME", "Broadcast alias name is invalid"},
    row{invalid_broadcast_area_format, "ESME_RINVBCASTAREAFMT", "Broadcast area format is invalid"},
    row{invalid_number_of_broadcast_areas, "ESME_RINVNUMBCAST_AREAS", "Number of broadcast areas is invalid"},
    row{invalid_broadcast_content_type, "ESME_RINVBCASTCNTTYPE", "Broadcast content type is invalid"},
    row{invalid_broadcast_message_class, "ESME_RINVBCASTMSGCLASS", "Broadcast message class is invalid"},
    row{broadcast_failed, "ESME_RBCASTFAIL", "broadcast_sm operation failed"},
    row{broadcast_query_failed, "ESME_RBCASTQUERYFAIL", "query_broadcast_sm failed"},
    row{broadcast_cancel_failed, "ESME_RBCASTCANCELFAIL", "cancel_broadcast_sm failed"},
    row{invalid_broadcast_repeat, "ESME_RINVBCAST_REP", "Number of repeated broadcasts is invalid"},
    row{invalid_broadcast_service_group, "ESME_RINVBCASTSRVGRP", "Broadcast service group is invalid"},
    row{invalid_broadcast_channel, "ESME_RINVBCASTCHANIND", "Broadcast channel indicator is invalid"},
};
static_assert(std::ranges::is_sorted(table, {}, &row::status));

const row* find(command_status status) noexcept {
    const auto* const at = std::ranges::lower_bound(table, status, {}, &row::status);
    return at != table.end() && at->status == status ? at : nullptr;
}

}  // namespace

std::string_view name(command_status status) noexcept {
    if (const auto* const known = find(status)) return known->name;
    const auto number = static_cast<std::uint32_t>(status);
    return number >= 0x400 && number <= 0x4FF ? "vendor" : "reserved";
}

std::string_view meaning(command_status status) noexcept {
    const auto* const known = find(status);
    return known ? known->meaning : std::string_view{};
}

}  // namespace protocol
