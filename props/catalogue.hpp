// SPDX-License-Identifier: Apache-2.0
// The catalogue: one row a property. Every engine reads it, and nothing else.
#pragma once

#include <array>

#include "body_properties.hpp"
#include "close_request_properties.hpp"
#include "conversation_properties.hpp"
#include "own_endpoint_properties.hpp"
#include "property.hpp"
#include "shared_properties.hpp"
#include "text_properties.hpp"
#include "wire_properties.hpp"

namespace closeframe::props {

/// The properties of a shape.
template <class Shape>
inline constexpr std::array<Property<Shape>, 0> properties;

using enum Kind;
using enum Evaluation;

// clang-format off: a row is read as a row.
template <>
inline constexpr auto properties<Body> = std::to_array<Property<Body>>({
  {"agrees_with_the_reference", "RFC 6455 §5.5.1, §7.4, §8.1", "codec and reference give the same close or the same error", differential, body_agrees_with_the_reference},
  {"encode_inverts_decode", "RFC 6455 §5.5.1", "an accepted body is what encoding its close gives: one canonical form", roundtrip, encode_inverts_decode},
  {"decode_is_total", "RFC 6455 §10.7", "every byte string gives a close or one of the errors of a body", invariant, decode_is_total},
  {"first_fault_in_wire_order_wins", policy, "of several faults the first is reported: length, then code, then UTF-8", invariant, first_fault_in_wire_order_wins},
  {"empty_body_is_no_status", "RFC 6455 §5.5.1, §7.1.5", "the empty body, and no other, is the close without status", roundtrip, empty_body_is_no_status},
  {"one_byte_body_is_rejected", "RFC 6455 §5.5.1", "half a status code is an error", invariant, one_byte_body_is_rejected},
  {"code_is_big_endian", "RFC 6455 §5.5.1", "the code is the first two bytes in network byte order", invariant, code_is_big_endian},
  {"reserved_codes_are_never_accepted", policy, "no code outside the wire set is accepted, 1005, 1006 and 1015 included", invariant, reserved_codes_are_never_accepted},
  {"longer_bodies_are_rejected", "RFC 6455 §5.5", "a body over 125 bytes is rejected as that, whatever else is wrong with it", invariant, longer_bodies_are_rejected},
  {"accepted_reason_is_utf8", "RFC 6455 §5.5.1, §8.1", "the reason of an accepted body is UTF-8", invariant, accepted_reason_is_utf8},
  {"one_flipped_bit_is_judged_like_the_reference", "RFC 6455 §5.5.1, §7.4, §8.1", "with one bit flipped, codec and reference still agree", metamorphic, one_flipped_bit_in_a_body_is_judged_like_the_reference},
  {"refusal_is_answered_by_its_fault", policy, "a refused close is answered with 1007 where only the UTF-8 is wrong, with 1002 otherwise", invariant, a_refused_close_is_answered_by_its_fault},
  {"answer_echoes_the_code", policy, "a received close is answered with its code and no reason, an empty one with an empty one", metamorphic, a_received_close_is_answered_with_its_code},
  {"error_names_are_distinct", policy, "every error has words of its own, which a number that is no error does not get", invariant, error_names_are_distinct<Body>},
  {"result_depends_only_on_the_bytes", policy, "place, alignment and neighbouring bytes change nothing", metamorphic, result_depends_only_on_the_bytes<Body>, run_time},
  {"codec_never_allocates", policy, "decoding a body does not touch the heap", invariant, codec_never_allocates<Body>, run_time},
  {"constant_evaluation_agrees_with_run_time", policy, "the compiler and the running program judge the worked examples alike", differential, constant_evaluation_agrees_with_run_time<Body>, run_time},
});

template <>
inline constexpr auto properties<CloseRequest> = std::to_array<Property<CloseRequest>>({
  {"agrees_with_the_reference", "RFC 6455 §5.5.1, §7.4", "codec and reference allow the same closes and refuse the others for the same reason", differential, request_agrees_with_the_reference},
  {"decode_inverts_encode", "RFC 6455 §5.5.1", "decode(encode(c)) == c for every sendable c", roundtrip, decode_inverts_encode},
  {"reserved_codes_are_never_emitted", "RFC 6455 §7.4.1", "no request puts a code outside the wire set into bytes: 1005, 1006 and 1015 never", invariant, reserved_codes_are_never_emitted},
  {"what_was_asked_for_is_sent", "RFC 6455 §5.5.1", "a sendable close holds exactly the code and reason that were asked for", invariant, what_was_asked_for_is_sent},
  {"sendable_iff_receivable", policy, "the codes that may be sent are the codes that are accepted", differential, sendable_iff_receivable},
  {"each_code_is_in_one_row", "RFC 6455 §7.4.2", "every code is in exactly one row of the table, and is found there", invariant, each_code_is_in_one_row},
  {"registered_names_are_distinct", "RFC 6455 §7.4.1", "no two registered codes share a name, and none is nameless", invariant, registered_names_are_distinct},
  {"codes_have_their_iana_numbers_and_names", "RFC 6455 §7.4.1", "each named code has the number and the name that IANA registered", invariant, codes_have_their_iana_numbers_and_names},
  {"body_fits_a_control_frame", "RFC 6455 §5.5", "an encoded body has at most 125 bytes, its reason at most 123", invariant, body_fits_a_control_frame},
  {"body_size_is_additive", "RFC 6455 §5.5.1", "an encoded body is as long as its code and its reason together", metamorphic, body_size_is_additive},
  {"first_fault_wins", policy, "of several faults the first is reported: length, then code, then UTF-8", invariant, first_fault_of_a_request_wins},
  {"refused_as_it_would_be_rejected", policy, "what is refused to an application would be rejected from a peer, for the same mistake", metamorphic, refused_as_it_would_be_rejected},
  {"frame_decode_inverts_encode", "RFC 6455 §5.2, §5.3", "a frame sent by either role decodes to the same close and uses all its bytes", roundtrip, frame_decode_inverts_encode},
  {"sent_frame_is_well_formed", "RFC 6455 §5.1, §5.2, §5.5", "the reference reads every frame we send as what was meant", differential, sent_frame_is_well_formed},
  {"mask_bit_follows_the_sender", "RFC 6455 §5.1, §5.3", "a client's frame carries mask bit and key, a server's neither", invariant, mask_bit_follows_the_sender},
  {"close_is_a_regular_value", policy, "closes are equal exactly where code and reason are", invariant, close_is_a_regular_value},
  {"frame_result_is_a_regular_value", policy, "what a frame says is equal exactly where state, close or error, and size are", invariant, frame_result_is_a_regular_value},
  {"error_names_are_distinct", policy, "every error has words of its own, which a number that is no error does not get", invariant, error_names_are_distinct<CloseRequest>},
  {"result_depends_only_on_the_bytes", policy, "place, alignment and neighbouring bytes change nothing", metamorphic, result_depends_only_on_the_bytes<CloseRequest>, run_time},
  {"codec_never_allocates", policy, "making a close does not touch the heap", invariant, codec_never_allocates<CloseRequest>, run_time},
  {"constant_evaluation_agrees_with_run_time", policy, "the compiler and the running program judge the worked examples alike", differential, constant_evaluation_agrees_with_run_time<CloseRequest>, run_time},
});

template <>
inline constexpr auto properties<Text> = std::to_array<Property<Text>>({
  {"utf8_agrees_with_the_abnf", "RFC 3629 §4", "a text is accepted exactly where the grammar derives it", differential, utf8_agrees_with_the_abnf},
  {"every_scalar_value_is_accepted", "RFC 3629 §3", "the encoding of every scalar value is accepted, NUL and noncharacters too", invariant, every_scalar_value_is_accepted},
  {"surrogates_overlongs_and_beyond_are_rejected", "RFC 3629 §3, §10", "surrogates, overlong forms and values above U+10FFFF are rejected", invariant, surrogates_overlongs_and_beyond_are_rejected},
  {"concatenation_preserves_validity", "RFC 3629 §4", "after a valid left part, the whole is valid exactly where the right part is", metamorphic, concatenation_preserves_validity},
  {"one_flipped_bit_is_judged_like_the_reference", "RFC 3629 §4", "with one bit flipped, codec and reference still agree", metamorphic, one_flipped_bit_in_a_text_is_judged_like_the_reference},
  {"truncate_agrees_with_the_reference", policy, "truncate keeps what the grammar, read code point by code point, lets it keep", differential, truncate_agrees_with_the_reference},
  {"truncated_is_a_valid_prefix", policy, "truncate keeps a prefix, within the limit, that is UTF-8", invariant, truncated_is_a_valid_prefix},
  {"truncated_is_maximal", policy, "the next code point would not fit, or is none", invariant, truncated_is_maximal},
  {"truncate_composes", policy, "truncating twice is truncating once to the smaller limit", metamorphic, truncate_composes},
  {"truncate_keeps_what_fits", policy, "a valid text within the limit is kept whole", invariant, truncate_keeps_what_fits},
  {"truncate_is_monotone", policy, "a larger limit keeps no less", metamorphic, truncate_is_monotone},
  {"result_depends_only_on_the_bytes", policy, "place, alignment and neighbouring bytes change nothing", metamorphic, result_depends_only_on_the_bytes<Text>, run_time},
  {"codec_never_allocates", policy, "judging and cutting a text does not touch the heap", invariant, codec_never_allocates<Text>, run_time},
  {"constant_evaluation_agrees_with_run_time", policy, "the compiler and the running program judge the worked examples alike", differential, constant_evaluation_agrees_with_run_time<Text>, run_time},
});

template <>
inline constexpr auto properties<Wire> = std::to_array<Property<Wire>>({
  {"agrees_with_the_reference", "RFC 6455 §5.1, §5.2, §5.5", "codec and reference find the same close, the same error, or the same want of bytes", differential, frame_agrees_with_the_reference},
  {"encode_inverts_decode", "RFC 6455 §5.2, §5.3", "an accepted frame is what encoding its close with its key gives", roundtrip, frame_encode_inverts_decode},
  {"close_header_is_fixed", "RFC 6455 §5.2, §5.5", "an accepted frame begins 88 and says its length in 7 bits", invariant, close_header_is_fixed},
  {"only_the_right_mask_bit_is_accepted", "RFC 6455 §5.1", "a client's frame unmasked or a server's masked is refused, and only those for it", invariant, only_the_right_mask_bit_is_accepted},
  {"masking_is_an_involution", "RFC 6455 §5.3", "masking is XOR with the key repeated, twice is not at all, and the zero key is none", roundtrip, masking_is_an_involution},
  {"masking_composes_by_offset", "RFC 6455 §5.3", "masking in two parts is masking the whole", metamorphic, masking_composes_by_offset},
  {"chunking_is_invisible", "RFC 6455 §5.2", "bytes that arrive in chunks give what they give all at once", metamorphic, chunking_is_invisible},
  {"prefixes_only_ask_for_more", "RFC 6455 §5.2", "a part of an acceptable frame is neither a close nor an error", metamorphic, prefixes_only_ask_for_more},
  {"errors_are_final", policy, "what is rejected stays rejected, with the same error, however it goes on", metamorphic, errors_are_final},
  {"header_errors_need_two_bytes", policy, "an error of the header is found as soon as the header is there", metamorphic, header_errors_need_two_bytes},
  {"body_errors_need_the_whole_frame", policy, "an error of the body is found when the frame is whole, and not before", metamorphic, body_errors_need_the_whole_frame},
  {"refusal_is_answered_by_its_fault", policy, "a wrong frame is answered with 1007 where only the UTF-8 is wrong, with 1002 otherwise", invariant, a_refused_frame_is_answered_by_its_fault},
  {"a_result_says_one_thing", policy, "a result is incomplete, a close or an error, and says nothing of the other two", invariant, a_result_says_one_thing},
  {"trailing_bytes_are_untouched", "RFC 6455 §5.2", "a frame uses exactly its own bytes, whatever follows", metamorphic, trailing_bytes_are_untouched},
  {"finder_agrees_with_the_reference", "RFC 6455 §5.1, §5.2, §5.4", "among frames of any kind the same closes are found, at the same places, and the same errors", differential, finder_agrees_with_the_reference},
  {"a_wrong_header_among_others_is_an_error", "RFC 6455 §5.1, §5.2", "a wrong mask bit, or a 64-bit length whose first bit is set, is an error in any frame, as soon as it is there", differential, a_wrong_header_among_others_is_an_error},
  {"the_first_byte_of_other_frames_does_not_matter", policy, "FIN, reserved bits and opcode of a frame that is no close change nothing", metamorphic, the_first_byte_of_other_frames_does_not_matter},
  {"splitting_is_invisible", "RFC 6455 §5.2", "the closes found among other frames do not depend on the chunks", metamorphic, splitting_is_invisible},
  {"error_names_are_distinct", policy, "every error has words of its own, which a number that is no error does not get", invariant, error_names_are_distinct<Wire>},
  {"result_depends_only_on_the_bytes", policy, "place, alignment and neighbouring bytes change nothing", metamorphic, result_depends_only_on_the_bytes<Wire>, run_time},
  {"codec_never_allocates", policy, "decoding a frame does not touch the heap", invariant, codec_never_allocates<Wire>, run_time},
  {"constant_evaluation_agrees_with_run_time", policy, "the compiler and the running program judge the worked examples alike", differential, constant_evaluation_agrees_with_run_time<Wire>, run_time},
});

template <>
inline constexpr auto properties<Conversation> = std::to_array<Property<Conversation>>({
  {"agrees_with_the_model", "RFC 6455 §5.5.1, §7.1", "after every event, endpoint and model have sent the same, closed the same, and told or not", model, conversation_agrees_with_the_model<OwnEndpoint>},
  {"at_most_one_close_is_sent", "RFC 6455 §5.5.1, §7.1.5", "an endpoint sends once, or not at all", invariant, at_most_one_close_is_sent<OwnEndpoint>},
  {"nothing_follows_a_sent_close", "RFC 6455 §5.5.1", "no byte is sent after a close", invariant, nothing_follows_a_sent_close<OwnEndpoint>},
  {"everything_sent_is_a_well_formed_close", "RFC 6455 §5.1, §5.2, §7.4.1", "what is sent is one close frame, masked by its role, without 1005, 1006 or 1015", invariant, everything_sent_is_a_well_formed_close<OwnEndpoint>},
  {"a_received_close_is_answered_once", "RFC 6455 §5.5.1", "a close is answered where none was sent before", model, a_received_close_is_answered_once<OwnEndpoint>},
  {"no_status_is_answered_by_no_status", "RFC 6455 §7.4.1", "an empty close is answered by an empty close, never by 1005", model, no_status_is_answered_by_no_status<OwnEndpoint>},
  {"the_answer_echoes_the_code", policy, "a close is answered with its code and no reason", model, the_answer_echoes_the_code<OwnEndpoint>},
  {"an_answer_of_ones_own_is_sent_instead", policy, "the caller's answer is sent in place of the echo, but for a server's 1010 to anything else", model, an_answer_of_ones_own_is_sent_instead},
  {"a_parser_of_ones_own_changes_nothing", policy, "a caller that reads frames itself, and reports each close and error, sees the same", metamorphic, a_parser_of_ones_own_changes_nothing},
  {"what_arrives_is_used_up_to_the_close", "RFC 6455 §1.4", "of what arrives, all is used up to the end of the first close, and nothing after it", model, what_arrives_is_used_up_to_the_close},
  {"the_peers_close_and_the_failure_can_be_asked_for", "RFC 6455 §7.1.5, §7.1.7", "the peer's close, and the error of a frame that has failed the connection, are known", model, the_peers_close_and_the_failure_can_be_asked_for},
  {"refusals_are_named", policy, "a wish is refused for the reason that there is, in words of its own", model, refusals_are_named},
  {"what_was_done_stays_done", "RFC 6455 §7.1.3, §7.1.4", "nothing sent is unsent, no closed transport reopened, nothing told is told differently", invariant, what_was_done_stays_done<OwnEndpoint>},
  {"state_never_goes_back", policy, "the state only moves forward", invariant, state_never_goes_back},
  {"a_client_masks_with_its_key", "RFC 6455 §5.3", "a client masks its close with the key it was given", invariant, a_client_masks_with_its_key},
  {"the_application_is_told_the_first_code", "RFC 6455 §7.1.5, §7.1.6, §7.4.1", "the first code and reason received; 1005 where there was none, 1006 where no close came, 1015 where TLS failed before the connection was open", model, the_application_is_told_the_first_code<OwnEndpoint>},
  {"clean_iff_both_directions_closed", "RFC 6455 §7.1.4", "a connection is closed cleanly exactly where both sides had closed", model, clean_iff_both_directions_closed<OwnEndpoint>},
  {"nothing_is_sent_after_failing_or_ending", "RFC 6455 §7.1.7", "input after failing, or after the end, changes nothing", metamorphic, nothing_is_sent_after_failing_or_ending<OwnEndpoint>},
  {"nothing_is_sent_before_the_connection_is_open", "RFC 6455 §4.1", "before the connection is open no close is sent", invariant, nothing_is_sent_before_the_connection_is_open<OwnEndpoint>},
  {"who_fails_closes_the_transport", "RFC 6455 §7.1.7", "an endpoint that fails the connection closes the transport, in every state", model, who_fails_closes_the_transport<OwnEndpoint>},
  {"the_server_closes_the_transport_first", "RFC 6455 §7.1.1", "after both closes the server closes the transport at once, and the client waits for it unless its application gives up", model, the_server_closes_the_transport_first<OwnEndpoint>},
  {"a_server_sends_1010_only_as_an_echo", policy, "a server refuses to send 1010 of its own wish, and echoes one that it received", invariant, a_server_sends_1010_only_as_an_echo<OwnEndpoint>},
  {"splitting_arrivals_is_invisible", "RFC 6455 §5.2", "bytes that arrive one by one have the same effect", metamorphic, splitting_arrivals_is_invisible<OwnEndpoint>},
  {"simultaneous_close_converges", "RFC 6455 §5.5.1, §7.1.4", "two endpoints that close whenever they like, over any network, both end cleanly and are told each other's code", model, simultaneous_close_converges<OwnEndpoint>},
  {"result_depends_only_on_the_bytes", policy, "place, alignment and neighbouring bytes change nothing", metamorphic, result_depends_only_on_the_bytes<Conversation>, run_time},
  {"codec_never_allocates", policy, "the closing handshake does not touch the heap", invariant, codec_never_allocates<Conversation>, run_time},
  {"constant_evaluation_agrees_with_run_time", policy, "the compiler and the running program judge the worked examples alike", differential, constant_evaluation_agrees_with_run_time<Conversation>, run_time},
});
// clang-format on

}  // namespace closeframe::props
