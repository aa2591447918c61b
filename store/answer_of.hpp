#pragma once
// For threads of the store that may wait for the writer.
#include <future>
#include <memory>
#include <utility>

namespace store {

// What the writer says when it has come to it. `call` gets what it calls back.
template <class Value, class Call>
Value answer_of(Call&& call) {
    auto given = std::make_shared<std::promise<Value>>();
    auto answer = given->get_future();
    call([given](Value value) { given->set_value(std::move(value)); });
    return answer.get();
}

}  // namespace store
