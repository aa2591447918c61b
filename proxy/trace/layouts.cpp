#include "proxy/trace/layouts.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "protocol/field_sizes.hpp"

namespace proxy::trace {
namespace {

namespace size = protocol::field_size;
using protocol::command_id;

constexpr std::size_t short_address = size::address(command_id::submit_sm);
constexpr std::size_t long_address = size::address(command_id::data_sm);

constexpr part system_id{"system_id", shape::text, size::system_id};
constexpr part password{"password", shape::text, size::password};
constexpr part service_type{"service_type", shape::text, size::service_type};
constexpr part message_id{"message_id", shape::text, size::message_id};
constexpr part source{"source_addr", shape::address, short_address};
constexpr part destination{"destination_addr", shape::address, short_address};
constexpr part esm_class{"esm_class", shape::bits};
constexpr part protocol_id{"protocol_id"};
constexpr part priority{"priority_flag"};
constexpr part schedule{"schedule_delivery_time", shape::text, size::time};
constexpr part validity{"validity_period", shape::text, size::time};
constexpr part registered{"registered_delivery", shape::bits};
constexpr part replace{"replace_if_present_flag"};
constexpr part coding{"data_coding", shape::bits};
constexpr part default_message{"sm_default_msg_id"};
constexpr part message{"short_message", shape::message};

constexpr std::array bind{system_id,
                          password,
                          part{"system_type", shape::text, size::system_type},
                          part{"interface_version", shape::bits},
                          part{"addr_ton"},
                          part{"addr_npi"},
                          part{"address_range", shape::text, size::address_range}};
constexpr std::array bind_answer{system_id};
constexpr std::array outbind{system_id, password};
constexpr std::array submit{service_type, source,     destination, esm_class, protocol_id,     priority, schedule,
                            validity,     registered, replace,     coding,    default_message, message};
constexpr std::array submit_multi{service_type, source,      part{"number_of_dests", shape::destinations},
                                  esm_class,    protocol_id, priority,
                                  schedule,     validity,    registered,
                                  replace,      coding,      default_message,
                                  message};
constexpr std::array submit_multi_answer{message_id, part{"no_unsuccess", shape::unsuccessful}};
constexpr std::array data{service_type,
                          part{"source_addr", shape::address, long_address},
                          part{"destination_addr", shape::address, long_address},
                          esm_class,
                          registered,
                          coding};
constexpr std::array message_answer{message_id};
constexpr std::array query{message_id, source};
constexpr std::array query_answer{message_id, part{"final_date", shape::text, size::time}, part{"message_state"},
                                  part{"error_code"}};
constexpr std::array cancel{service_type, message_id, source, destination};
constexpr std::array replacement{message_id, source, schedule, validity, registered, default_message, message};
constexpr std::array alert{part{"source_addr", shape::address, long_address}, part{"esme_addr", shape::address, long_address}};
constexpr std::array broadcast{service_type, source, message_id, priority, schedule, validity, replace, coding, default_message};
constexpr std::array broadcast_cancel{service_type, message_id, source};

// By tag, for the binary search.
constexpr std::pair<std::uint16_t, std::string_view> tlvs[] = {{0x0005, "dest_addr_subunit"},
                                                               {0x0006, "dest_network_type"},
                                                               {0x0007, "dest_bearer_type"},
                                                               {0x0008, "dest_telematics_id"},
                                                               {0x000D, "source_addr_subunit"},
                                                               {0x000E, "source_network_type"},
                                                               {0x000F, "source_bearer_type"},
                                                               {0x0010, "source_telematics_id"},
                                                               {0x0017, "qos_time_to_live"},
                                                               {0x0019, "payload_type"},
                                                               {0x001D, "additional_status_info_text"},
                                                               {0x001E, "receipted_message_id"},
                                                               {0x0030, "ms_msg_wait_facilities"},
                                                               {0x0201, "privacy_indicator"},
                                                               {0x0202, "source_subaddress"},
                                                               {0x0203, "dest_subaddress"},
                                                               {0x0204, "user_message_reference"},
                                                               {0x0205, "user_response_code"},
                                                               {0x020A, "source_port"},
                                                               {0x020B, "destination_port"},
                                                               {0x020C, "sar_msg_ref_num"},
                                                               {0x020D, "language_indicator"},
                                                               {0x020E, "sar_total_segments"},
                                                               {0x020F, "sar_segment_seqnum"},
                                                               {0x0210, "sc_interface_version"},
                                                               {0x0302, "callback_num_pres_ind"},
                                                               {0x0303, "callback_num_atag"},
                                                               {0x0304, "number_of_messages"},
                                                               {0x0381, "callback_num"},
                                                               {0x0420, "dpf_result"},
                                                               {0x0421, "set_dpf"},
                                                               {0x0422, "ms_availability_status"},
                                                               {0x0423, "network_error_code"},
                                                               {0x0424, "message_payload"},
                                                               {0x0425, "delivery_failure_reason"},
                                                               {0x0426, "more_messages_to_send"},
                                                               {0x0427, "message_state"},
                                                               {0x0428, "congestion_state"},
                                                               {0x0501, "ussd_service_op"},
                                                               {0x0600, "broadcast_channel_indicator"},
                                                               {0x0601, "broadcast_content_type"},
                                                               {0x0602, "broadcast_content_type_info"},
                                                               {0x0603, "broadcast_message_class"},
                                                               {0x0604, "broadcast_rep_num"},
                                                               {0x0605, "broadcast_frequency_interval"},
                                                               {0x0606, "broadcast_area_identifier"},
                                                               {0x0607, "broadcast_error_status"},
                                                               {0x0608, "broadcast_area_success"},
                                                               {0x0609, "broadcast_end_time"},
                                                               {0x060A, "broadcast_service_group"},
                                                               {0x060B, "billing_identification"},
                                                               {0x060D, "source_network_id"},
                                                               {0x060E, "dest_network_id"},
                                                               {0x060F, "source_node_id"},
                                                               {0x0610, "dest_node_id"},
                                                               {0x0611, "dest_addr_np_resolution"},
                                                               {0x0612, "dest_addr_np_information"},
                                                               {0x0613, "dest_addr_np_country"},
                                                               {0x1201, "display_time"},
                                                               {0x1203, "sms_signal"},
                                                               {0x1204, "ms_validity"},
                                                               {0x130C, "alert_on_message_delivery"},
                                                               {0x1380, "its_reply_type"},
                                                               {0x1383, "its_session_info"}};
static_assert(std::ranges::is_sorted(tlvs, {}, [](const auto& one) { return one.first; }));

}  // namespace

std::span<const part> layout_of(command_id command) noexcept {
    using enum command_id;
    switch (command) {
        case bind_receiver:
        case bind_transmitter:
        case bind_transceiver: return trace::bind;
        case bind_receiver_resp:
        case bind_transmitter_resp:
        case bind_transceiver_resp: return bind_answer;
        case command_id::outbind: return trace::outbind;
        case submit_sm:
        case deliver_sm: return submit;
        case command_id::submit_multi: return trace::submit_multi;
        case submit_multi_resp: return submit_multi_answer;
        case data_sm: return data;
        case submit_sm_resp:
        case deliver_sm_resp:
        case data_sm_resp:
        case broadcast_sm_resp:
        case query_broadcast_sm_resp: return message_answer;
        case query_sm:
        case query_broadcast_sm: return query;
        case query_sm_resp: return query_answer;
        case cancel_sm: return cancel;
        case replace_sm: return replacement;
        case alert_notification: return alert;
        case broadcast_sm: return broadcast;
        case cancel_broadcast_sm: return broadcast_cancel;
        default: return {};
    }
}

std::string_view tlv_name(std::uint16_t tag) noexcept {
    const auto* const found = std::ranges::lower_bound(tlvs, tag, {}, [](const auto& one) { return one.first; });
    return found != std::end(tlvs) && found->first == tag ? found->second : std::string_view{};
}

}  // namespace proxy::trace
