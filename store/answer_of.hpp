#pragma once
// For threads that may wait for the store: what it would call back with, as a value.
#include <future>
#include <memory>
#include <utility>

namespace store {

// What will be said. `call` gets what is to be called back.
template <class Value, class Call>
std::future<Value> asked_of(Call&& call) {
    auto given = std::make_shared<std::promise<Value>>();
    auto answer = given->get_future();
    call([given](Value value) { given->set_value(std::move(value)); });
    return answer;
}

// Waits for it.
template <class Value, class Call>
Value answer_of(Call&& call) {
    return asked_of<Value>(std::forward<Call>(call)).get();
}

}  // namespace store
