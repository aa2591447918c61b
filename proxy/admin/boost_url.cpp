// The one translation unit that holds the compiled parts of Boost.URL: its headers come with libboost1.81-dev, so the library
// package is not needed.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wshadow"
#include <boost/url/src.hpp>
#pragma GCC diagnostic pop
